/* The map of a watch: draws what /w/WATCH/map/ground.json says and plays it over the days of either clock. Everything is
   written as text or attributes, never as markup, since names and words come from reports. */
globalThis.trucewatchGround = (() => {
  const DAY = 86400000;
  const toDay = (text) => Date.parse(`${text}T00:00:00Z`);
  const toText = (time) => new Date(time).toISOString().slice(0, 10);
  const told = (time) =>
    new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const KM_TO_M = 1000;
  const LEAST_PX = 7;
  const MOST_HOLDERS = 4;
  let current = null;

  const within = (time, first, last) =>
    (!first || toDay(first) <= time) && (!last || time <= toDay(last));

  class Ground {
    constructor(component) {
      this.map = component.map;
      this.host = component.$el;
      this.said = this.host.parentElement.querySelector(".ground-said");
      this.controls = document.querySelector(".ground-controls");
      this.layers = { land: [], zones: [], spots: [], control: [], labels: [] };
      this.hidden = new Set();
    }

    async load() {
      this.data = await this.asked();
      if (!this.data) {
        this.say("The map could not be loaded; reload the page.");
        return;
      }
      if (!this.data.box) {
        this.say("Nothing here is located.");
        this.host.hidden = true;
        this.table(this.data.spots);
        return;
      }
      const [west, south, east, north] = this.data.box;
      this.map.fitBounds([[south, west], [north, east]], { animate: false, padding: [16, 16] });
      this.drawLand();
      this.map.on("zoomend", () => this.sizes());
      this.wire();
      this.show();
    }

    /* What the server says; nothing where it does not, or where the page is left meanwhile. */
    asked() {
      const answered = fetch(this.host.dataset.source, { credentials: "same-origin" });
      return answered.then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
    }

    say(sentence) {
      if (this.said) this.said.textContent = sentence;
    }

    wire() {
      this.clock = "true";
      const box = this.controls;
      if (!box) return;
      this.slider = box.querySelector("[name=day]");
      this.clockField = box.querySelector("[name=clock]");
      this.spanField = box.querySelector("[name=span]");
      this.playButton = box.querySelector("[data-play]");
      this.here = box.querySelector("[data-here]");
      this.dayShown = box.querySelector("[data-day]");
      this.slider.addEventListener("input", () => this.show());
      this.clockField.addEventListener("change", () => this.reset());
      this.spanField.addEventListener("change", () => this.show());
      this.playButton.addEventListener("click", () => this.toggle());
      for (const field of document.querySelectorAll(".ground-legend [data-layer]")) {
        field.addEventListener("change", () => {
          field.checked ? this.hidden.delete(field.dataset.layer) : this.hidden.add(field.dataset.layer);
          this.show();
        });
      }
      this.reset();
    }

    reset() {
      this.clock = this.clockField.value;
      if (this.clock === "known") this.known();
      const film = this.film;
      const [first, last] =
        this.clock === "true" ? [this.data.first, this.data.last] : film ? [film.days[0], film.days.at(-1)] : [];
      this.first = first ? toDay(first) : null;
      const between = first ? Math.max(0, Math.round((toDay(last) - this.first) / DAY)) : 0;
      const days = this.some ? film.days.length - 1 : between;
      this.slider.max = days;
      this.slider.value = days;
      this.slider.disabled = !days;
      this.show();
    }

    /* What was known on each day is asked for when that clock is first turned to; a large watch works it out meanwhile. */
    async known() {
      if (this.film || this.asking) return;
      this.asking = true;
      const address = this.host.dataset.source.replace("/ground.json", "/film.json");
      const asked = import("/static/film.js").then((film) => film.loaded(address, () => this.host.isConnected));
      this.film = await asked.catch(() => null);
      this.asking = false;
      if (this.clock !== "known" || !this.host.isConnected) return;
      if (this.film) this.reset();
      else this.say("What was known on each day could not be loaded; turn to the other clock and back to try again.");
    }

    /* The only days that a film says anything of, where these are not all. */
    get some() {
      return this.clock === "known" && this.film && !this.film.every && this.film.days.length ? this.film.days : null;
    }

    get day() {
      if (this.some) return toDay(this.some[Number(this.slider.value)]);
      return this.slider && this.first !== null ? this.first + Number(this.slider.value) * DAY : null;
    }

    /* Those of a kind that stand on the day shown: on the clock of knowledge as known then, else all. */
    standing(kind) {
      if (this.clock !== "known" || !this.film || this.day === null) return this.data[kind];
      return this.film.on(kind, toText(this.day));
    }

    visible() {
      const [day, spots] = [this.day, this.standing("spots")];
      if (day === null) return spots;
      const back = Number(this.spanField.value);
      if (this.clock === "known") return spots.filter((s) => back === 0 || (s.known && toDay(s.known) > day - back * DAY));
      return spots.filter((s) => {
        if (!s.first) return back === 0 && s.reported && toDay(s.reported) <= day;
        return toDay(s.first) <= day && (back === 0 || toDay(s.last || s.first) > day - back * DAY);
      });
    }

    clear(kind) {
      for (const layer of this.layers[kind]) this.map.removeLayer(layer);
      this.layers[kind] = [];
    }

    add(kind, layer) {
      layer.addTo(this.map);
      this.layers[kind].push(layer);
      return layer;
    }

    drawLand() {
      this.add("land", L.geoJSON(this.data.land, { interactive: false, style: (feature) => ({ className: feature.properties.division ? "g-division" : "g-land" }) }));
      L.control.scale({ imperial: false, position: "bottomleft" }).addTo(this.map);
      this.labels();
      this.map.on("zoomend moveend", () => this.labels());
    }

    /* Names as far as they do not stand on each other at this zoom. */
    labels() {
      this.clear("labels");
      const taken = [];
      for (const label of this.data.labels) {
        const at = this.map.latLngToContainerPoint([label.lat, label.lon]);
        const wide = label.name.length * (label.kind === "country" ? 10 : 7) + 12;
        const left = label.kind === "country" ? at.x - wide / 2 : at.x;
        const box = [left, at.y - 9, left + wide, at.y + 9];
        if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
        taken.push(box);
        const text = document.createElement("span");
        text.dir = "auto";
        text.textContent = label.name;
        const anchor = label.kind === "country" ? [wide / 2, 9] : [3, 9];
        const icon = L.divIcon({ className: `g-name g-${label.kind}`, html: text, iconSize: [wide, 18], iconAnchor: anchor });
        this.add("labels", L.marker([label.lat, label.lon], { icon, interactive: false, keyboard: false }));
      }
    }

    show() {
      const spots = this.visible();
      this.clear("zones");
      this.clear("control");
      this.clear("spots");
      if (!this.hidden.has("zones")) this.drawZones();
      if (!this.hidden.has("control")) this.drawControl();
      if (!this.hidden.has("incidents")) this.drawSpots(spots);
      this.tell(spots);
      this.table(spots);
    }

    /* The boundary versions of the day: on the world's clock the day played, else that of the clocks in the head. */
    drawZones() {
      const day = this.clock === "true" ? this.day : null;
      for (const zone of this.standing("zones")) {
        const holds = day === null ? zone.current : within(day, zone.first, zone.last);
        if (!zone.known || !holds || !zone.areas.length) continue;
        const css = zone.soft ? "g-soft" : `g-zone${zone.disputed ? " g-disputed" : ""}`;
        const style = { className: css, stroke: !zone.soft };
        for (const area of zone.areas) this.add("zones", L.geoJSON(area, { interactive: false, style }));
        const inner = L.geoJSON(zone.areas[zone.areas.length - 1]).getBounds();
        const letter = document.createElement("span");
        letter.textContent = zone.letter;
        letter.title = `${zone.name} (${zone.precision})`;
        const icon = L.divIcon({ className: "g-letter", html: letter, iconSize: [20, 20] });
        this.add("zones", L.marker(inner.getCenter(), { icon, interactive: false, keyboard: false }));
      }
    }

    /* Who holds what: on the world's clock as it was on the day played, else as known on that day, on the head's day. */
    holders() {
      const day = this.clock === "true" ? this.day : null;
      if (day === null) return this.standing("held");
      return this.data.control.filter((span) => within(day, span.first, "") && (!span.last || day < toDay(span.last)));
    }

    drawControl() {
      for (const span of this.holders()) {
        const half = Math.max(span.km * KM_TO_M, this.metres(10));
        const bounds = L.latLng(span.lat, span.lon).toBounds(2 * half);
        const shape = L.rectangle(bounds, { className: `g-control g-${span.state}` });
        const who = span.state === "held" ? `held by ${span.holder}` : span.state === "unknown" ? "not known" : span.state;
        const since = span.first ?? span.since;
        const told = [since ? `since ${since}: ${span.reason}` : span.reason, span.sure].filter(Boolean);
        shape.bindTooltip(this.note(`${span.place}: ${who}`, ...told));
        this.add("control", shape);
      }
    }

    drawSpots(spots) {
      const many = new Map();
      for (const spot of spots) {
        if (!spot.drawn) continue;
        const key = `${spot.lat}|${spot.lon}|${spot.km}`;
        if (!many.has(key)) many.set(key, []);
        many.get(key).push(spot);
      }
      const order = ["established", "probable", "alleged", "indeterminate", "contradicted", "not_a_violation", "out_of_scope", "not_judged"];
      const groups = [...many.values()].sort((a, b) => b[0].km - a[0].km);
      for (const group of groups) {
        const [spot] = group;
        const verdict = order.find((name) => group.some((s) => s.verdict === name)) ?? "not_judged";
        const circle = L.circle([spot.lat, spot.lon], {
          radius: Math.max(spot.km * KM_TO_M, this.metres(LEAST_PX)),
          className: `g-spot g-${verdict}`,
        });
        circle.km = spot.km;
        const lines = group.slice(0, 6).map((s) => `${s.what}, ${s.when}: ${s.verdict_words}`);
        if (group.length > 6) lines.push(`and ${group.length - 6} more`);
        circle.bindTooltip(this.note(`${spot.where} (${spot.precision})`, ...lines), { sticky: true });
        const there = () => location.assign(this.address(spot));
        circle.on("click", group.length === 1 ? there : () => document.querySelector(".ground-table")?.scrollIntoView());
        this.add("spots", circle);
        if (group.length > 1) {
          const count = document.createElement("span");
          count.textContent = group.length;
          const icon = L.divIcon({ className: "g-count", html: count, iconSize: [22, 16] });
          this.add("spots", L.marker([spot.lat, spot.lon], { icon, interactive: false, keyboard: false }));
        }
      }
    }

    sizes() {
      for (const layer of this.layers.spots) {
        if (layer.km !== undefined) layer.setRadius(Math.max(layer.km * KM_TO_M, this.metres(LEAST_PX)));
      }
      this.clear("control");
      if (!this.hidden.has("control")) this.drawControl();
    }

    metres(pixels) {
      const middle = this.map.getSize().divideBy(2);
      const a = this.map.containerPointToLatLng(middle);
      return a.distanceTo(this.map.containerPointToLatLng(middle.add([pixels, 0])));
    }

    note(head, ...lines) {
      const box = document.createElement("div");
      const strong = document.createElement("strong");
      strong.textContent = head;
      box.append(strong);
      for (const line of lines) {
        const p = document.createElement("div");
        p.textContent = line;
        box.append(p);
      }
      return box;
    }

    /* Where an incident is told of: as it was known on the day shown, since it may have become part of another later. */
    address(spot) {
      const [path, text] = this.host.dataset.screen.split("?");
      const query = new URLSearchParams(text);
      if (this.clock === "known" && this.day !== null && this.slider.value !== this.slider.max) query.set("as_known_on", toText(this.day));
      return `${path}/${encodeURIComponent(spot.id)}${query.size ? `?${query}` : ""}`;
    }

    tell(spots) {
      if (this.dayShown) this.dayShown.textContent = this.day === null ? "" : told(this.day);
      if (this.asking && this.clock === "known") {
        this.say("What was known on each day is being worked out; until then the map shows what is known on the last.");
        return;
      }
      const drawn = spots.filter((s) => s.drawn).length;
      const day = this.day;
      const clock = this.clock === "true" ? "As true on" : "As known on";
      const upto = this.clock === "true" ? "" : `, of the world up to ${told(toDay(this.data.as_of))}`;
      const when = day === null ? "" : `${clock} ${told(day)}${upto}: `;
      const [one, many] = this.controls ? ["incident", "incidents"] : ["place that claims name", "places that claims name"];
      const some = this.some ? ` ${this.some.length} of the days on which something was learned are played.` : "";
      this.say(`${when}${spots.length} ${spots.length === 1 ? one : many}, ${drawn} of them on the map.${this.controlTold()}${some}`);
      if (day === null || !this.here) return;
      const name = this.clock === "true" ? "as_true_on" : "as_known_on";
      const query = new URLSearchParams(location.search);
      query.set(name, toText(day));
      this.here.href = `${location.pathname}?${query}`;
      this.slider.setAttribute("aria-valuetext", told(day));
    }

    /* In words who is said to hold what, as far as anything is. */
    controlTold() {
      if (this.hidden.has("control")) return "";
      const held = [...this.holders()].sort((a, b) => a.place.localeCompare(b.place));
      const words = held
        .filter((one) => one.state !== "unknown")
        .map((one) => (one.state === "held" ? `${one.place} held by ${one.holder}` : `${one.place} contested`));
      const rest = held.length - words.length;
      const more = words.length - MOST_HOLDERS;
      if (more > 0) words.splice(MOST_HOLDERS, more, more === 1 ? "one place more" : `${more} places more`);
      if (rest) words.push(rest === 1 ? "of one place it is not known who holds it" : `of ${rest} places it is not known who holds them`);
      return words.length ? ` Control: ${words.join("; ")}.` : "";
    }

    table(spots) {
      const body = document.querySelector(".ground-table tbody");
      if (!body) return;
      const most = 300;
      const rows = [...spots].sort((a, b) => (b.first || b.reported).localeCompare(a.first || a.reported));
      body.replaceChildren(
        ...rows.slice(0, most).map((spot) => {
          const row = document.createElement("tr");
          const link = document.createElement("a");
          link.href = this.address(spot);
          link.textContent = spot.what;
          const head = document.createElement("th");
          head.scope = "row";
          head.append(link);
          row.append(head);
          const cells = [spot.where, spot.why_not || spot.precision, spot.when, spot.standing, spot.verdict_words];
          for (const text of cells) {
            const cell = document.createElement("td");
            cell.dir = "auto";
            cell.textContent = text;
            row.append(cell);
          }
          return row;
        }),
      );
      const more = document.querySelector(".ground-more");
      if (more) more.textContent = rows.length > most ? `and ${rows.length - most} more; the list of incidents has all.` : "";
    }

    toggle() {
      if (this.timer) return this.stop();
      if (!this.slider || this.slider.disabled) return undefined;
      if (Number(this.slider.value) >= Number(this.slider.max)) this.slider.value = 0;
      const step = Math.max(1, Math.round(Number(this.slider.max) / 120));
      this.playButton.textContent = "Pause";
      this.show();
      this.timer = setInterval(() => {
        this.step(step);
        if (Number(this.slider.value) >= Number(this.slider.max)) this.stop();
      }, 350);
      return undefined;
    }

    stop() {
      clearInterval(this.timer);
      this.timer = null;
      this.playButton.textContent = "Play";
    }

    step(days) {
      if (!this.slider) return;
      this.slider.value = Number(this.slider.value) + days;
      this.show();
    }

    turn() {
      if (!this.clockField) return;
      this.clockField.value = this.clock === "true" ? "known" : "true";
      this.reset();
    }
  }

  return {
    draw: (component) => {
      current?.timer && current.stop();
      current = new Ground(component);
      current.load();
    },
    toggle: () => current?.toggle(),
    step: (days) => current?.step(days),
    turn: () => current?.turn(),
  };
})();
