"""Deadlines under competing versions of the text, and which version was known on a day.

The rule (memorandum-and-chronology.md, "Seed v real text"): the authoritative text rules from the day on which it is
public, not from the day on which it is signed; until then the newest version that is public does, marked as not
authoritative. Counting copies would elect the wrong deadline.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trucewatch.model import Deadline
from trucewatch.model.agreement import Agreement, Obligation, TextVersion
from trucewatch.monitor.deadline_rules import Reckoned, RuleDays
from trucewatch.monitor.moments import day_of

__all__ = ["Deadlines", "deadlines", "public_from"]

_COMPARED = frozenset({"leaked_draft", "secondary_report"})


@dataclass(frozen=True)
class Deadlines:
    """What was known of a deadline on a day: the one that rules (None: none is known) and what other versions say."""

    best: Deadline | None
    others: tuple[Deadline, ...]


def public_from(agreement: Agreement, version: TextVersion) -> date | None:
    """The day on which a version became public: for the signed text the earliest official publication, if there is
    one, else its own date; None where no date is given."""
    if _authoritative(agreement, version) and version.status == "signed":
        published = [day_of(v.date) for v in agreement.text_versions if v.status == "official_publication" and v.date]
        own = day_of(version.date) if version.date else agreement.signing_day
        return min(published, default=own)
    return day_of(version.date) if version.date else None


def deadlines(
    agreement: Agreement,
    obligation: Obligation,
    known_on: date,
    happened: Mapping[tuple[str, str], date] | None = None,
) -> Deadlines:
    """The deadline of an obligation as known on a day, and those of the other versions known then.

    `happened` is what is known of duties that this one hangs on, (obligation id, "started" or "completed") to its day.
    """
    rules = RuleDays(agreement, happened or {})
    text = _resting_on(agreement, obligation)
    known: list[Deadline] = []
    base = rules.base(obligation)
    for version in agreement.text_versions:
        since = public_from(agreement, version)
        if since is not None and since > known_on:
            continue
        stated = (base,) if version.id == text.id else rules.under(obligation, version.id)
        known += [_deadline(agreement, version, since, reckoned) for reckoned in stated if reckoned is not None]
    ruling = [d for d in known if d.authoritative and d.version == text.id] or [d for d in known if d.authoritative]
    best = ruling[0] if ruling else _newest(known) or _same_in_draft(agreement, base, text, known_on)
    return Deadlines(best, tuple(d for d in known if d is not best))


def _resting_on(agreement: Agreement, obligation: Obligation) -> TextVersion:
    named = (v for v in agreement.text_versions if v.id == obligation.text_version)
    return next(named, agreement.authoritative_version())


def _authoritative(agreement: Agreement, version: TextVersion) -> bool:
    return bool(version.authoritative) or version.id == agreement.authoritative_version().id


def _deadline(agreement: Agreement, version: TextVersion, since: date | None, reckoned: Reckoned) -> Deadline:
    return Deadline(
        day=reckoned.day,
        version=version.id,
        authoritative=_authoritative(agreement, version),
        reckoning=reckoned.how,
        known_from=since,
    )


def _newest(known: list[Deadline]) -> Deadline | None:
    dated = [d for d in known if d.known_from is not None]
    if not dated:
        return None
    latest = max(d.known_from for d in dated if d.known_from)
    # One version may carry two dates; the earlier is the one a careful reader would keep.
    return min((d for d in dated if d.known_from == latest), key=lambda d: d.day)


def _same_in_draft(agreement: Agreement, base: Reckoned | None, text: TextVersion, known_on: date) -> Deadline | None:
    """The ruling text's deadline by way of a public draft that was compared with it and is not recorded to differ."""
    ruled = public_from(agreement, text)
    if base is None or ruled is None or ruled <= known_on:
        return None
    compared = [
        (since, version)
        for version in agreement.text_versions
        if version.status in _COMPARED
        and version.differs
        and (since := public_from(agreement, version)) is not None
        and since <= known_on
    ]
    if not compared:
        return None
    since, version = max(compared, key=lambda pair: pair[0])
    how = f"{base.how}; {version.id} is not recorded to differ here, and {text.id} was not yet public"
    return Deadline(day=base.day, version=version.id, authoritative=False, reckoning=how, known_from=since)
