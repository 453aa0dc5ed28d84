const settings = {
  mode: "vega", renderer: "svg", actions: false, ast: true, defaultStyle: false, downloadFileName: "chart",
  tooltip: { disableDefaultStyle: true, theme: "page" },
};
for (const place of document.querySelectorAll("[data-chart]")) {
  const definition = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const alive = document.createElement("div");
  vegaEmbed(alive, definition, settings).then(() => {
    const drawn = alive.querySelector("svg");
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", place.dataset.words);
    for (const part of drawn.querySelectorAll("[role], [aria-label], [aria-roledescription]")) {
      for (const name of ["role", "aria-label", "aria-roledescription"]) part.removeAttribute(name);
    }
    place.replaceChildren(alive);
  });
}
