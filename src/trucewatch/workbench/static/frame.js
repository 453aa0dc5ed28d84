/* What every screen's frame needs in the browser: nonces for style elements that libraries make, the theme, the end of a
   session, and keys that lead to screens and clocks. Served as a file, so that no inline script is needed for it. */
(() => {
  const nonce = document.querySelector("script[nonce]")?.nonce ?? "";
  const make = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const made = make(name, options);
    if (String(name).toLowerCase() === "style") made.nonce = nonce;
    return made;
  };

  const wish = () => localStorage.getItem("trucewatch-theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (wish() ? wish() === "dark" : system.matches);
  const paint = () => {
    document.documentElement.dataset.theme = dark() ? "dark" : "light";
    const body = document.body;
    if (!body) return;
    body.classList.toggle("body--dark", dark());
    body.classList.toggle("body--light", !dark());
    globalThis.Quasar?.Dark?.set(dark());
  };
  globalThis.trucewatch = {
    turnTheme: () => {
      localStorage.setItem("trucewatch-theme", dark() ? "light" : "dark");
      paint();
    },
    /* The page is loaded again, which leads to where one signs in; once, since a second time would break off the first. */
    again: () => {
      trucewatch.again = () => {};
      location.reload();
    },
  };

  /* A page that gets no connection any more asks why: the server may be away for a moment, or its session is over. */
  const asked = async () => {
    try {
      const answer = await fetch(location.href, { method: "HEAD", redirect: "manual", headers: { accept: "text/html" } });
      if (answer.type === "opaqueredirect" || answer.status === 401) trucewatch.again();
    } catch {
      /* It is away; the connection is tried again by itself. */
    }
  };
  addEventListener("load", () => globalThis.socket?.on("connect_error", asked));
  system.addEventListener("change", paint);
  document.addEventListener("DOMContentLoaded", paint);
  addEventListener("load", paint);
  paint();

  let goes = 0;
  const typing = (target) => target.closest?.("input:not([type='range']), textarea, select, [contenteditable='true']");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const now = performance.now();
    if (event.key === "/" || (goes && now - goes < 1500)) {
      const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (link) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (link.matches("input")) link.focus();
        else link.click();
      }
      goes = 0;
      return;
    }
    goes = event.key === "g" ? now : 0;
  }, true);
})();
