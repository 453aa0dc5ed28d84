"""A YAML list of a watch folder (actors, places, sources) as entries with their line numbers, problems gathered.

Every problem of a file is told at once, each with its line and entry, so that one round of mending is enough.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from trucewatch.model.errors import ConfigError

__all__ = ["Entry", "EntryFile"]

_Kind = TypeVar("_Kind", bound=StrEnum)
_Made = TypeVar("_Made")


@dataclass
class EntryFile:
    """One list of one YAML file. `problems` gathers what is wrong; `finish` raises it all as one ConfigError."""

    path: Path
    section: str
    entries: list["Entry"] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path | str, section: str) -> "EntryFile":
        """Read the list under the key `section`; raises ConfigError where there is no such list to read."""
        path = Path(path)
        root = _root_node(path, section)
        loaded = cls(path, section)
        for key_node, value_node in root.value:
            if key_node.value == section:
                loaded._take(value_node)
                break
        else:
            raise ConfigError(f"{path} has no list '{section}:'; put the {section} under that key.")
        ids: dict[str, int] = {}
        for entry in loaded.entries:
            if entry.id in ids:
                entry.problem(f"the id '{entry.id}' is already taken on line {ids[entry.id]}")
            ids.setdefault(entry.id, entry.line)
        return loaded

    def _take(self, node: yaml.Node) -> None:
        if not isinstance(node, yaml.SequenceNode):
            raise ConfigError(
                f"{self.path}, line {node.start_mark.line + 1}: '{self.section}:' must be a list of entries; "
                "start each entry with '- {id: ...}'."
            )
        for item in node.value:
            line = item.start_mark.line + 1
            if not isinstance(item, yaml.MappingNode):
                self.problems.append(f"line {line}: an entry must be a mapping such as {{id: ..., name: ...}}")
                continue
            keys = [k.value for k, _ in item.value]
            doubled = sorted({str(k) for k in keys if keys.count(k) > 1})
            entry = Entry(self, line, _construct(self.path, item))
            if doubled:
                entry.problem(f"the key '{doubled[0]}' is given twice")
            if entry.id:
                self.entries.append(entry)
            else:
                entry.problem("it has no id")

    def make(self, build: Callable[["Entry"], _Made]) -> list[_Made]:
        """Build a value of every entry; an entry whose values the model refuses becomes a problem."""
        made = []
        for entry in self.entries:
            before = len(self.problems)
            try:
                value = build(entry)
            except ValidationError as error:
                for item in error.errors() if len(self.problems) == before else ():
                    where = ".".join(map(str, item["loc"]))
                    entry.problem(f"{where} {item['input']!r}: {item['msg'].lower()}")
            else:
                made.append(value)
        return made

    def finish(self) -> None:
        """Raise ConfigError with every problem found; do nothing where there is none."""
        if self.problems:
            count = f"{len(self.problems)} problems" if len(self.problems) > 1 else "a problem"
            raise ConfigError(f"{self.path} has {count}: " + "; ".join(self.problems) + ".")


@dataclass
class Entry:
    """One entry of a list: its values, and getters that note a problem instead of failing."""

    file: EntryFile
    line: int
    values: dict[str, Any]

    @property
    def id(self) -> str:
        """The entry's id, "" where it has none."""
        value = self.values.get("id")
        return "" if value is None else str(value)

    def problem(self, text: str) -> None:
        """Note what is wrong with this entry."""
        self.file.problems.append(f"line {self.line} ({self.id or 'no id'}): {text}")

    def text(self, *keys: str) -> str | None:
        """The first of `keys` that is given, as text; None where none is."""
        for key in keys:
            value = self.values.get(key)
            if value is None:
                continue
            if isinstance(value, (dict, list, bool)):
                self.problem(f"'{key}' must be text, not {value!r}; put it in quotes")
                return None
            return str(value)
        return None

    def texts(self, *keys: str) -> tuple[str, ...]:
        """All texts under `keys`, each a list or one text, in order and once each."""
        found: list[str] = []
        for key in keys:
            value = self.values.get(key)
            if value is None:
                continue
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, (dict, list, bool)) or item is None:
                    self.problem(f"'{key}' holds {item!r}, which is no text; put it in quotes")
                else:
                    found.append(str(item))
        return tuple(dict.fromkeys(found))

    def number(self, key: str, low: float, high: float) -> float | None:
        """A number within bounds, or None with a problem noted."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.problem(f"'{key}' must be a number, not {value!r}")
            return None
        if not low <= value <= high:
            self.problem(f"'{key}' is {value}, which is not between {low:g} and {high:g}")
            return None
        return float(value)

    def kind(self, kinds: type[_Kind], default: _Kind | None = None) -> _Kind | None:
        """The entry's kind; an unknown one is a problem that lists the known ones."""
        value = self.values.get("kind")
        if value is None and default is not None:
            return default
        if value not in set(kinds):
            self.problem(f"kind {value!r} is not known; use one of {', '.join(kinds)}")
            return None
        return kinds(value)

    def day(self, value: object, where: str) -> date | None:
        """A date, from YAML's own or from ISO text; None stays None."""
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            self.problem(f"{where} {value!r} is no date; write it as 2017-05-04")
            return None

    def ordered(self, since: date | None, until: date | None, where: str) -> None:
        """Note a problem where a span ends before it starts."""
        if since and until and until < since:
            self.problem(f"{where} ends on {until}, before it starts on {since}")


def _root_node(path: Path, section: str) -> yaml.MappingNode:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path} is missing; create it with a list '{section}:'.") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}); check that it is a readable file.") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or "it is not well formed"
        raise ConfigError(f"{path}{where} is no YAML: {why}; mend it there.") from None
    if node is None:
        raise ConfigError(f"{path} is empty; write a list '{section}:' into it.")
    if not isinstance(node, yaml.MappingNode):
        raise ConfigError(f"{path} must start with '{section}:' and a list below it.")
    return node


def _construct(path: Path, node: yaml.MappingNode) -> dict[str, Any]:
    loader = yaml.SafeLoader("")
    try:
        return {str(key): value for key, value in loader.construct_document(node).items()}
    except (yaml.YAMLError, ValueError) as error:
        why = getattr(error, "problem", None) or str(error)
        raise ConfigError(f"{path}, line {node.start_mark.line + 1}: {why}; mend the entry there.") from None
    finally:
        loader.dispose()
