"""The parts of the queue's screen that stay in place while items come and go: fields, lists to choose from, reasons."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from markupsafe import Markup
from nicegui import ui

from trucewatch.publish.text import visible
from trucewatch.review.coding import Coding
from trucewatch.review.fields import FIELDS, line_of
from trucewatch.workbench.contents.queue import Beside, FieldShown
from trucewatch.workbench.widgets import words

__all__ = [
    "KEYS_OF_FIELDS",
    "LAST_DIGIT",
    "Choice",
    "Fields",
    "Line",
    "Named",
    "claims_list",
    "codings_table",
    "hint",
    "reasons_list",
]

KEYS_OF_FIELDS = {
    "trigger": "1",
    "type": "2",
    "initiators": "3",
    "targets": "4",
    "places": "5",
    "date_start": "6",
    "date_end": "7",
    "source": "8",
    "source_chain": "9",
    "polarity": "0",
    "certainty": "t",
    "mode": "o",
    "author_stance": "h",
    "links": "l",
    "killed": "y",
    "injured": "w",
}
"""The key that leads to each field."""

LAST_DIGIT = 9
"""As many claims of an incident are ticked by their digits."""

_SHORT = frozenset({"date_start", "date_end", "polarity", "certainty", "mode", "author_stance", "killed", "injured"})
_LEAVE = "(e) => e.target.blur()"
_SAVE = "(e) => { e.preventDefault(); e.target.blur(); emit(e.target.value); }"
_VALUE = "(e) => emit(e.target.value)"
_DOUBTFUL_BELOW = 70


def hint(key: str) -> Markup:
    """A key as it is shown beside what it does."""
    return Markup('<kbd aria-hidden="true">{}</kbd>').format(key)


def _label(text: str, key: str | None, classes: str = "") -> None:
    html = str(Markup("<span>{}</span> {}").format(text, hint(key) if key else ""))
    ui.html(html, sanitize=False).classes(classes)


class Line:
    """A line of free text that outlives items and is emptied with each."""

    def __init__(self, label: str, name: str, key: str) -> None:
        self.value, self.name = "", name
        with ui.element("label").classes("queue-choice grow"):
            _label(label, key)
            made = ui.element("input").props(f'name="{name}" maxlength="2000" dir="auto" autocomplete="off"')
            made.props(f'data-focus-key="{key}"')
        made.on("change", self._changed, js_handler=_VALUE)
        made.on("keydown.escape", js_handler=_LEAVE)
        made.on("keydown.enter", js_handler=_LEAVE)

    def _changed(self, event: Any) -> None:
        self.value = str(event.args or "")

    def clear(self) -> None:
        """Empty it."""
        if self.value:
            ui.run_javascript(f"trucewatchQueue.clear({json.dumps(self.name)})")
        self.value = ""

    def focus(self) -> None:
        """Put the cursor there."""
        ui.run_javascript(f"trucewatchQueue.focus({json.dumps(self.name)})")


class Choice:
    """A plain list to choose from, which the keyboard serves without opening it."""

    def __init__(self, label: str, name: str, key: str) -> None:
        self.value, self.name = "", name
        with ui.element("label").classes("queue-choice"):
            _label(label, key)
            made = ui.element("select").props(f'name="{name}" data-focus-key="{key}"')
        made.on("change", self._changed, js_handler=_VALUE)
        made.on("keydown.escape", js_handler=_LEAVE)
        made.on("keydown.enter", js_handler=_LEAVE)

    def _changed(self, event: Any) -> None:
        self.value = str(event.args or "")

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices, each as value and words; the first one is chosen."""
        self.value = choices[0][0] if choices else ""
        ui.run_javascript(f"trucewatchQueue.offer({json.dumps(self.name)}, {json.dumps(choices)})")

    def focus(self) -> None:
        """Put the cursor there."""
        ui.run_javascript(f"trucewatchQueue.focus({json.dumps(self.name)})")


class Fields:
    """Every field of a claim with its key. `save` is called when Enter is pressed in one. What stands in them is set by
    static/queue.js, so that a redrawing of the page never changes what somebody is typing."""

    def __init__(self, fields: Iterable[FieldShown], save: Callable[[], Any]) -> None:
        self._lines: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        self._save = save
        with ui.element("div").classes("queue-fields").props('role="group" aria-label="The claim, field by field"'):
            for field in fields:
                self._row(field)

    def _row(self, field: FieldShown) -> None:
        name = field.name
        short = " short" if name in _SHORT else ""
        with ui.element("label").classes(f"queue-field{short}").props(f'data-field="{name}"'):
            _label(field.label, KEYS_OF_FIELDS[name], "queue-label")
            made = ui.element("select" if field.choices else "input")
            made.props(f'name="{name}" dir="auto" autocomplete="off" spellcheck="false"')
            made.props(f'data-focus-key="{KEYS_OF_FIELDS[name]}"')
            with made:
                for choice in field.choices:
                    words(choice.replace("_", " "), "option").props["value"] = choice
            words("", "span", "queue-sure number")
        made.on("change", lambda event: self._typed(name, event), js_handler=_VALUE)
        made.on("keydown.escape", js_handler=_LEAVE)
        made.on("keydown.enter", lambda event: self._entered(name, event), js_handler=_SAVE)

    def _typed(self, name: str, event: Any) -> None:
        self._lines[name] = str(event.args if event.args is not None else "")

    async def _entered(self, name: str, event: Any) -> None:
        self._typed(name, event)
        await self._save()

    def show(self, fields: Sequence[FieldShown]) -> None:
        """Show another claim's fields; what was typed and not saved is gone."""
        lines = {}
        for field in fields:
            share = field.sure.removesuffix("%")
            doubtful = share.isdecimal() and int(share) < _DOUBTFUL_BELOW
            lines[field.name] = {"line": field.line, "sure": field.sure, "doubtful": doubtful}
            self._lines[field.name] = self._shown[field.name] = field.line
        ui.run_javascript(f"trucewatchQueue.fill({json.dumps(lines)})")

    def changes(self) -> dict[str, str]:
        """The fields that were changed, as they were typed."""
        return {name: line for name, line in self._lines.items() if line != self._shown[name]}

    def focus(self, name: str) -> None:
        """Put the cursor into a field."""
        ui.run_javascript(f"trucewatchQueue.focus({json.dumps(name)})")


class Named:
    """A field that names a claim or an incident by its id: one of those close by, which are offered, or any other.
    Below it stands what that is (`said`). An id that is `taken` for something else at once, which gives a sentence on
    that, does not stay in it. The cursor in it empties it, so that all are offered; left empty, it is as it was."""

    def __init__(
        self, label: str, name: str, key: str, said: Callable[[str], str], taken: Callable[[str], str]
    ) -> None:
        self.value, self.name, self._said, self._taken = "", name, said, taken
        near, below = f"queue-{name}-near", f"queue-{name}-said"
        with ui.element("div").classes("queue-choice"):
            with ui.element("label"):
                _label(label, key)
                made = ui.element("input").props(f'name="{name}" list="{near}" aria-describedby="{below}"')
                made.props(f'data-focus-key="{key}" maxlength="300" dir="auto" autocomplete="off" spellcheck="false"')
            ui.element("datalist").props(f'id="{near}"')
            self._below = words("", "span", "queue-named").props(f'id="{below}" role="status" dir="auto"')
        made.on("change", self._changed, js_handler=_VALUE)
        made.on("keydown.escape", js_handler=_LEAVE)
        made.on("keydown.enter", js_handler=_LEAVE)

    def _changed(self, event: Any) -> None:
        named = str(event.args or "").strip()
        if became := self._taken(named):
            self.value = ""
            self._below.set_text(became)
            ui.run_javascript(f"trucewatchQueue.clear({json.dumps(self.name)})")
        else:
            self.value = named
            self._below.set_text(self._said(named))

    def offer(self, choices: Sequence[tuple[str, str]], first: str) -> None:
        """Offer other ids, each with its words; `first` stands there, "" for none."""
        self.value = first
        self._below.set_text(self._said(first))
        ui.run_javascript(f"trucewatchQueue.near({json.dumps(self.name)}, {json.dumps(choices)}, {json.dumps(first)})")

    def focus(self) -> None:
        """Put the cursor there."""
        ui.run_javascript(f"trucewatchQueue.focus({json.dumps(self.name)})")


def reasons_list(reasons: Sequence[tuple[str, str]]) -> str:
    """Why the item is worth a look, as a list."""
    rows = Markup().join(
        Markup('<li><span class="number">{}</span> <span dir="auto">{}</span></li>').format(adds, said)
        for adds, said in reasons
    )
    return str(Markup('<ul class="queue-reasons" aria-label="Why it is worth a look">{}</ul>').format(rows))


def claims_list(
    claims: Sequence[Beside], first: int, to_report: Callable[[str], str], ticked: Callable[[str], None]
) -> None:
    """Claims of an incident with a box each, the first nine reached by the digits; `first` is the number of the first
    one here."""
    for number, claim in enumerate(claims, start=first):
        with ui.element("label").classes("queue-claim"):
            box = ui.element("input").props(f'type="checkbox" name="claim" data-number="{number}"')
            box.props["data-claim"] = claim.key
            box.on("change", lambda _, key=claim.key: ticked(key))
            ui.html(_claim_line(claim, number, to_report), sanitize=False)


def _claim_line(claim: Beside, number: int, to_report: Callable[[str], str]) -> str:
    report, _, name = claim.key.rpartition("/")
    line = Markup('{} <a href="{}#{}" target="_blank">{}</a> <span dir="auto">{}</span>')
    key = hint(str(number)) if number <= LAST_DIGIT else Markup('<span class="muted">{}</span>').format(number)
    return str(line.format(key, to_report(report), name, visible(claim.key), claim.said))


def codings_table(codings: Sequence[Coding]) -> str:
    """Two codings side by side, in the rows in which they differ."""
    rows = [("exists", *("yes" if coding.exists else "no" for coding in codings))]
    rows += [(name, *(line_of(coding.claim, name) for coding in codings)) for name in FIELDS]
    row = Markup('<tr><th scope="row">{}</th><td dir="auto">{}</td><td dir="auto">{}</td></tr>')
    body = Markup().join(
        row.format(name.replace("_", " "), visible(first) or "nothing", visible(second) or "nothing")
        for name, first, second in rows
        if first != second
    )
    head = Markup('<th scope="col">Field</th>') + Markup().join(
        Markup('<th scope="col">{} {}</th>').format(coding.by, hint(key))
        for coding, key in zip(codings, "ij", strict=False)
    )
    table = Markup(
        '<table class="plain-table queue-codings"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
        '<p class="muted">In every other field both say the same.</p>'
    )
    return str(table.format(head, body))
