"""Reports that state a day for a duty, and which version of the text that day is from.

A superseded draft goes on being quoted as the text (memorandum-and-chronology.md, "Seed v real text"); such reports are
pointed out, with the version and since when it has been superseded.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from trucewatch.model import Agreement, Claim, ObligationStatus, Report
from trucewatch.model.chronicle import VersionQuote
from trucewatch.monitor.deadlines import public_from

__all__ = ["version_quotes"]


def version_quotes(
    agreement: Agreement,
    statuses: Iterable[ObligationStatus],
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    known_on: date,
) -> tuple[VersionQuote, ...]:
    """Every claim that states a day for a duty of the agreement, those that agree with the ruling text included."""
    since = _ruling_since(agreement, known_on)
    found = []
    for status in statuses:
        if status.agreement != agreement.id:
            continue
        days = [d for d in (status.deadline, *status.others) if d is not None]
        for key in status.quoted:
            claim = claims[key]
            assert claim.date_end is not None
            report = reports[claim.report]
            ruling = status.deadline if status.deadline is not None and status.deadline.authoritative else None
            agrees = ruling is not None and ruling.day == claim.date_end
            later = since is not None and report.published is not None and report.published > since
            found.append(
                VersionQuote(
                    claim=key,
                    report=report.id,
                    published=report.published,
                    duty=status.id,
                    quoted=claim.date_end,
                    versions=tuple(dict.fromkeys(d.version for d in days if d.day == claim.date_end)),
                    ruling=ruling.day if ruling else None,
                    ruling_version=ruling.version if ruling else None,
                    superseded_since=since if ruling and not agrees else None,
                    agrees=agrees,
                    stale=bool(ruling and not agrees and later),
                )
            )
    return tuple(found)


def _ruling_since(agreement: Agreement, known_on: date) -> date | None:
    """From when the text that binds was public, on what was known; None where it was not yet."""
    since = public_from(agreement, agreement.authoritative_version()) or agreement.signing_day
    return since if since <= known_on else None
