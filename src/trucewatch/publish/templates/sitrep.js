"use strict";
(() => {
  const panel = document.getElementById("panel");
  const body = document.getElementById("panel-body");
  const title = document.getElementById("panel-title");
  if (!panel || typeof panel.showModal !== "function") return;
  let opener = null;
  document.addEventListener("click", (event) => {
    const marker = event.target instanceof Element ? event.target.closest("a.m") : null;
    if (!marker || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const numbers = marker.dataset.claims.split(" ");
    body.replaceChildren();
    for (const number of numbers) {
      const source = document.getElementById("claim-" + number);
      if (!source) continue;
      const copy = source.cloneNode(true);
      copy.removeAttribute("id");
      copy.removeAttribute("tabindex");
      body.append(copy);
    }
    title.textContent = numbers.length === 1 ? "Evidence: claim " + numbers[0] : "Evidence: " + numbers.length + " claims";
    opener = marker;
    panel.showModal();
    panel.scrollTop = 0;
  });
  document.getElementById("panel-close").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
  panel.addEventListener("close", () => { body.replaceChildren(); if (opener) opener.focus(); });
  const reach = () => {
    for (const box of document.querySelectorAll(".scroll, .drawing")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
    }
  };
  reach();
  addEventListener("resize", reach);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
})();
