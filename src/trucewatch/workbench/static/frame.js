/* What every screen's frame needs in the browser: nonces for style elements that libraries make, the theme, and keys
   that lead from screen to screen. Served as a file, so that no inline script is needed for it. */
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
  };
  system.addEventListener("change", paint);
  document.addEventListener("DOMContentLoaded", paint);
  addEventListener("load", paint);
  paint();

  let goes = 0;
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable='true']");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const now = performance.now();
    if (event.key === "/" || (goes && now - goes < 1500)) {
      const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (link) {
        event.preventDefault();
        event.stopImmediatePropagation();
        link.click();
      }
      goes = 0;
      return;
    }
    goes = event.key === "g" ? now : 0;
  }, true);
})();
