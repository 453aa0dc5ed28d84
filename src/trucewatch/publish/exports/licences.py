"""Upstream licences: under which terms the words of each publisher came in, and which may never be passed on.

The rule is in harm-legal-notes.md ("Licences"): facts and short quotations leave; what was handed over on condition
that it stays here never does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from trucewatch.model import Report, Setting
from trucewatch.model.errors import ConfigError

__all__ = ["UNKNOWN", "Licences"]

UNKNOWN = "unknown"
"""The licence of what no file speaks of: only facts and short quotations of it leave."""

_NEVER = frozenset({"acled", "acled-terms", "no-redistribution", "not-redistributable", "all-rights-withheld"})
_FILE = "licences.yaml"


@dataclass(frozen=True)
class Licences:
    """Licences by publisher, folded in case. `only` are those that may leave at all (empty: every one that is not
    forbidden), `never` those that must not."""

    by_publisher: Mapping[str, str] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    never: frozenset[str] = _NEVER

    @classmethod
    def load(cls, folder: Path, setting: Setting, only: tuple[str, ...] = ()) -> "Licences":
        """The watch's licences.yaml: `licences: {publisher's id or name: licence}` and `never: [licence, …]`.
        ConfigError if it is something else; a watch without one knows no licence."""
        path = folder / _FILE
        chosen = frozenset(one.casefold() for one in only)
        if not path.is_file():
            return cls(only=chosen)
        try:
            data = yaml.safe_load(path.read_text("utf-8")) or {}
            stated = {str(name): str(licence) for name, licence in dict(data.get("licences") or {}).items()}
            never = _NEVER | {str(one).casefold() for one in data.get("never") or ()}
        except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
            raise ConfigError(
                f"{path} cannot be read; it needs `licences:` with publishers and their licences, and `never:` with "
                "licences that are not passed on."
            ) from error
        names = {s.id.casefold(): (s.id, s.name, *s.aliases) for s in setting.sources}
        by_publisher: dict[str, str] = {}
        for name, licence in stated.items():
            for alias in (name, *names.get(name.casefold(), ())):
                by_publisher[alias.casefold()] = licence
        return cls(by_publisher, chosen, frozenset(never))

    def of(self, report: Report | None) -> str:
        """The licence of a report's words: its dataset's where it was imported, else its publisher's."""
        if report is not None and report.upstream_license:
            return report.upstream_license
        publisher = report.publisher if report is not None else None
        return self.by_publisher.get((publisher or "").casefold(), UNKNOWN)

    def may_leave(self, report: Report | None) -> bool:
        """Whether records from a report may leave."""
        licence = self.of(report).casefold()
        return licence not in self.never and (not self.only or licence in self.only)
