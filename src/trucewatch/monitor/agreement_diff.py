"""What two agreements, or two versions of one agreement's text, say differently; entries are paired by their ids."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from trucewatch.model import Agreement
from trucewatch.model.chronicle import Difference
from trucewatch.model.errors import AgreementError
from trucewatch.monitor.deadline_rules import RuleDays

__all__ = ["agreement_diff", "version_diff"]

_NAMED_BY = ("id", "actor", "by", "as_worded", "value", "date", "as_of")


def agreement_diff(before: Agreement, after: Agreement) -> tuple[Difference, ...]:
    """Every entry that is added, removed or changed from one agreement to another, in the order of the file's parts.

    Entries of a list are paired by what names them (id, else actor with role, and so on), never by their position.
    """
    return tuple(_compare("", _data(before), _data(after)))


def version_diff(agreement: Agreement, one: str, other: str) -> tuple[Difference, ...]:
    """What two versions of one agreement's text say differently: deadlines, start, and what the file notes of them.

    AgreementError if the agreement has no such version.
    """
    ids = [v.id for v in agreement.text_versions]
    for name in (one, other):
        if name not in ids:
            raise AgreementError(f"{agreement.id} has no text version {name!r}; it has {', '.join(ids)}.")
    found = [
        _changed(f"obligations.{duty.id}.deadline", _days(agreement, duty.id, one), _days(agreement, duty.id, other))
        for duty in agreement.obligations
    ]
    found.append(_changed("in_force.from", _starts(agreement, one), _starts(agreement, other)))
    left, right = _differs(agreement, one), _differs(agreement, other)
    keys = [*left, *(k for k in right if k not in left)]
    same = "as the authoritative text"
    found += [_changed(f"differs.{key}", left.get(key, same), right.get(key, same)) for key in keys]
    return tuple(d for d in found if d is not None)


def _data(agreement: Agreement) -> dict[str, Any]:
    return agreement.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _compare(at: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _compare_keys(at, before, after)
    elif _is_named(before) and _is_named(after):
        yield from _compare_keys(at, _by_name(before), _by_name(after), brackets=True)
    else:
        yield Difference(entry=at, kind="changed", before=_text(before), after=_text(after))


def _compare_keys(
    at: str, before: Mapping[str, Any], after: Mapping[str, Any], *, brackets: bool = False
) -> Iterator[Difference]:
    for key in [*before, *(k for k in after if k not in before)]:
        entry = f"{at}[{key}]" if brackets else f"{at}.{key}" if at else key
        if key not in after:
            yield Difference(entry=entry, kind="removed", before=_text(before[key]))
        elif key not in before:
            yield Difference(entry=entry, kind="added", after=_text(after[key]))
        else:
            yield from _compare(entry, before[key], after[key])


def _is_named(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, dict) and any(k in v for k in _NAMED_BY) for v in value)


def _by_name(entries: list[dict[str, Any]]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for entry in entries:
        name = str(next(entry[k] for k in _NAMED_BY if k in entry))
        name = f"{name} {entry['role']}" if "role" in entry else name
        unique, number = name, 2
        while unique in named:
            unique, number = f"{name} ({number})", number + 1
        named[unique] = entry
    return named


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _changed(entry: str, before: str | None, after: str | None) -> Difference | None:
    if before == after or before is None or after is None:
        return None
    return Difference(entry=entry, kind="changed", before=before, after=after)


def _days(agreement: Agreement, duty_id: str, version: str) -> str | None:
    """The days of a duty under a version; those of the text where the version is not recorded to differ."""
    duty = next(o for o in agreement.obligations if o.id == duty_id)
    rules = RuleDays(agreement)
    stated = rules.under(duty, version)
    base = rules.base(duty)
    found = stated or ((base,) if base is not None else ())
    return " or ".join(str(r.day) for r in found) or None


def _starts(agreement: Agreement, version: str) -> str:
    stated = [str(c.value) for c in agreement.in_force.from_contested if c.version == version]
    return " or ".join(stated) or agreement.in_force.start


def _differs(agreement: Agreement, version: str) -> dict[str, str]:
    found = next(v for v in agreement.text_versions if v.id == version)
    return {key: _text(value) for key, value in found.differs.items()}
