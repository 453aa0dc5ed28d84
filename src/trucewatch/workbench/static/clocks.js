/* The two clocks in the head. A typed day is taken when it is whole: on Enter, or when the field is left, since a browser
   calls a date changed after each digit of its year. A slider is taken after a pause, or when the pointer lets go of it.
   The control that was used has the focus again on the page that comes. */
(() => {
  const PAUSE_MS = 700;
  const FOCUS = "trucewatch-clock";
  let pending = 0;
  let held = null;
  let picked = true;

  const clock = (event) => event.target.closest?.("[data-clock]");
  const parts = (control) => [...document.querySelectorAll(`[data-clock="${control.dataset.clock}"]`)];
  const field = (control) => parts(control).find((part) => !slides(part));
  const slides = (control) => control.type === "range";

  const day = (control) => {
    if (!slides(control)) return control.value;
    const found = new Date(`${field(control).min}T00:00:00Z`);
    found.setUTCDate(found.getUTCDate() + Number(control.value));
    return found.toISOString().slice(0, 10);
  };

  /* The same screen with the same filters as of that day; today is now, and so is a field that somebody emptied. */
  const go = (control) => {
    clearTimeout(pending);
    const to = day(control);
    const { defaultValue, max } = field(control);
    if (to === defaultValue) return;
    const address = new URL(location.href);
    if (to && to !== max) address.searchParams.set(control.dataset.clock, to);
    else address.searchParams.delete(control.dataset.clock);
    address.hash = "";
    sessionStorage.setItem(FOCUS, JSON.stringify([address.href, control.dataset.clock, control.type]));
    location.assign(address.href);
  };
  const soon = (control) => {
    clearTimeout(pending);
    pending = setTimeout(go, PAUSE_MS, control);
  };
  const back = (control) => {
    clearTimeout(pending);
    for (const part of parts(control)) part.value = part.defaultValue;
  };

  document.addEventListener("keydown", (event) => {
    const control = clock(event);
    if (!control) return;
    picked = event.altKey || ["Enter", " ", "F4"].includes(event.key);
    if (event.key === "Escape") {
      back(control);
      control.blur();
    } else if (event.key === "Enter" && control.reportValidity()) go(control);
  }, true);
  document.addEventListener("input", (event) => {
    const control = clock(event);
    if (!control || !slides(control)) return;
    field(control).value = day(control);
    control.setAttribute("aria-valuetext", day(control));
    if (!held) soon(control);
  }, true);
  document.addEventListener("pointerdown", (event) => {
    const control = clock(event);
    picked = true;
    if (!control || !slides(control)) return;
    held = control;
    clearTimeout(pending);
  }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => {
      if (held) go(held);
      held = null;
    }, true);
  }
  /* A day that was picked in the browser's calendar, not typed. */
  document.addEventListener("change", (event) => {
    const control = clock(event);
    if (control && !slides(control) && picked && control.value && control.checkValidity()) soon(control);
  }, true);
  document.addEventListener("focusout", (event) => {
    const control = clock(event);
    if (!control || slides(control) || !document.hasFocus()) return;
    if (control.value && control.checkValidity()) go(control);
    else back(control);
  }, true);

  const kept = sessionStorage.getItem(FOCUS);
  sessionStorage.removeItem(FOCUS);
  const [address, name, type] = kept ? JSON.parse(kept) : [];
  if (address !== location.href) return;
  const refocused = () => {
    const control = document.querySelector(`[data-clock="${name}"][type="${type}"]`);
    if (control && document.activeElement === document.body) control.focus({ preventScroll: true, focusVisible: true });
    return Boolean(control);
  };
  const drawing = new MutationObserver(() => refocused() && drawing.disconnect());
  if (!refocused()) drawing.observe(document.documentElement, { childList: true, subtree: true });
})();
