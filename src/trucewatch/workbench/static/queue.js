/* The review queue in the browser. Fields of the next item are set at once, without Vue touching what somebody types; keys
   lead into fields without waiting for the server; and a decision says which item was before the eyes of who took it. */
(() => {
  const queue = () => document.querySelector(".queue");
  const field = (name) => queue()?.querySelector(`[name="${CSS.escape(name)}"]`);
  const shown = (element) => element && element.offsetParent !== null;
  const focus = (input) => {
    input?.focus();
    input?.select?.();
  };
  globalThis.trucewatchQueue = {
    item: () => queue()?.dataset.item ?? "",
    /* lines: {field: {line, sure, doubtful}} */
    fill(lines) {
      for (const [name, { line, sure, doubtful }] of Object.entries(lines)) {
        const input = field(name);
        if (!input) continue;
        input.value = line;
        input.title = line.length > 40 ? line : "";
        const said = input.parentElement.querySelector(".queue-sure");
        said.textContent = sure;
        said.classList.toggle("doubtful", doubtful);
      }
    },
    /* Another item stands there now; keys are for it from here on. */
    arrived(item, done) {
      if (queue().contains(document.activeElement)) document.activeElement.blur();
      setTimeout(() => {
        const text = queue().querySelector(".queue-text");
        const mark = document.getElementById("focus");
        text.scrollTop = mark ? mark.offsetTop - text.clientHeight / 3 : 0;
        queue().dataset.item = item;
        queue().dataset.done = done;
      });
    },
    offer(name, choices) {
      field(name)?.replaceChildren(...choices.map(([value, said]) => new Option(said, value)));
    },
    /* choices: [[id, words]]; first: the id that stands there */
    near(name, choices, first) {
      document.getElementById(`queue-${name}-near`)?.replaceChildren(
        ...choices.map(([value, said]) => new Option(said, value)),
      );
      const input = field(name);
      if (input) [input.value, input.placeholder] = [first, ""];
    },
    tick(claim, on) {
      setTimeout(() => {
        for (const box of queue().querySelectorAll("[data-claim]")) if (box.dataset.claim === claim) box.checked = on;
      });
    },
    clear(name) {
      const input = field(name);
      if (input) input.value = "";
    },
    focus: (name) => focus(field(name)),
  };

  /* A list offers only what begins as the field does, so the cursor empties it; what stood there comes back untouched. */
  const named = (target) => queue()?.contains(target) && target.matches("input[list]");
  document.addEventListener("focusin", ({ target }) => {
    if (!named(target)) return;
    target.placeholder = target.value;
    target.value = "";
  });
  document.addEventListener("focusout", ({ target }) => {
    if (!named(target)) return;
    target.value ||= target.placeholder;
    target.placeholder = "";
  });

  const typing = (target) => target.closest?.("input:not([type='checkbox']), textarea, select, [contenteditable='true']");
  document.addEventListener("keydown", (event) => {
    const bare = !(event.ctrlKey || event.altKey || event.metaKey);
    if (!queue() || !bare || event.repeat || typing(event.target) || document.querySelector(".q-dialog")) return;
    const key = CSS.escape(event.key);
    const input = queue().querySelector(`[data-focus-key="${key}"]`);
    const box = queue().querySelector(`[data-number="${key}"]`);
    const button = queue().querySelector(`[data-action="${key}"]`);
    if (!shown(box) && !shown(input) && !shown(button)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (shown(box)) box.click();
    else if (shown(input)) focus(input);
    else button.click();
  }, true);
})();
