"""The head of the report, what changed since the last issue, and how the report is made and corrected."""

from trucewatch.model import CODEBOOK_VERSION, Change
from trucewatch.publish.charts import revisions
from trucewatch.publish.clock import version_known
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Block, Bullets, Facts, Paragraph, Row, Section, Sentence, Table
from trucewatch.publish.wording import TYPE_WORDS, capital, counted, interval, listing, moment

__all__ = ["changed", "head", "method"]

_KIND = {
    "new": "New",
    "upgraded": "Upgraded",
    "downgraded": "Downgraded",
    "changed": "Changed",
    "withdrawn": "Withdrawn",
}


def head(desk: Desk) -> Facts:
    """The facts that say which report this is and on what it rests."""
    texts = []
    for agreement in desk.setting.agreements:
        version = version_known(agreement, desk.known_on)
        texts.append(f"{agreement.title}; text known then: {version.id if version else 'none public yet'}")
    view = desk.view
    items: tuple[tuple[str, str], ...] = (
        ("Number", str(desk.issue.number)),
        ("True as of", moment(view.as_of, desk.zone)),
        ("Information cut-off (as known on)", moment(view.known_on, desk.zone)),
        ("Agreement and text", "; ".join(texts) or "none"),
        ("Method", f"{_methods(desk)}; codebook {CODEBOOK_VERSION}"),
        ("Corpus SHA-256", view.corpus_hash),
        ("Release", f"{desk.released.profile.name}: {desk.released.profile.title}"),
    )
    if not desk.issue.scope.whole:
        items = (items[0], ("Edition", _edition(desk)), *items[1:])
    if desk.issue.embargo is not None:
        items = (("Embargo", f"not to be passed on before {moment(desk.issue.embargo, desk.zone)}"), *items)
    if desk.issue.corrects is not None:
        reason = desk.ours(f"issue {desk.issue.corrects}: {desk.issue.correction}")
        items = (items[0], ("Corrects", reason), *items[1:])
    return Facts(tuple((label, Sentence(text, basis="the view")) for label, text in items))


def _edition(desk: Desk) -> str:
    """What part of the watch the report tells of, and the how manyth of its kind it is."""
    scope = desk.issue.scope
    parts = []
    if scope.period is not None and desk.period is not None:
        parts.append(f"{scope.period}, {interval(*desk.period)}")
    if scope.agreement is not None:
        parts.append(f"agreement {scope.agreement} alone")
    if scope.zone is not None:
        named = [zone.as_worded for agreement in desk.setting.agreements for zone in agreement.zones]
        parts.append(f"zone {scope.zone} alone ({listing(named)})")
    return f"No. {desk.issue.in_series} of its kind: {'; '.join(parts)}"


def _methods(desk: Desk) -> str:
    extraction = sorted({claim.method for claim in desk.view.claims.values()} - {""})
    return ", ".join(dict.fromkeys([*extraction, desk.view.method]))


def changed(desk: Desk) -> Section:
    """The section on upgrades, downgrades, denials and withdrawals since the issue before."""
    blocks: list[Block] = [_since(desk)]
    if (chart := revisions(desk)) is not None:
        blocks.append(chart)
    if (record := _record(desk)) is not None:
        blocks.append(record)
    return Section("changed", "Changed since the last issue", tuple(blocks))


def _since(desk: Desk) -> Block:
    issue = desk.issue
    if issue.previous is None:
        first = Sentence("There is no earlier issue to compare this one with.", basis="the record of issues")
        return Paragraph((first,))
    if not issue.changes:
        same = Sentence(f"Nothing changed since issue {issue.previous}.", basis="comparison with that issue")
        return Paragraph((same,))
    return Table(
        f"Changes since issue {issue.previous}",
        ("Change", "Of what", "Before", "Now"),
        tuple(Row(_told(desk, change)) for change in issue.changes),
        basis="comparison of views",
    )


def _told(desk: Desk, change: Change) -> tuple[Sentence, ...]:
    return (
        Sentence(_KIND[change.kind]),
        Sentence(change.subject, desk.known(change.claims)),
        Sentence(change.before or "–"),
        Sentence(change.after or "–"),
    )


def _record(desk: Desk) -> Table | None:
    """What earlier issues corrected, latest first: a finding or a statement that had been published otherwise."""
    rows = tuple(
        Row((Sentence(str(number)), *_told(desk, change)))
        for number in sorted(desk.issue.earlier, reverse=True)
        for change in desk.issue.earlier[number]
        if change.before is not None
    )
    if not rows:
        return None
    columns = ("Issue", "Change", "Of what", "Before", "Then")
    return Table("Corrections made by earlier issues", columns, rows, basis="the record of issues", numeric=(0,))


def method(desk: Desk) -> Section:
    """The section on method, sources and corrections."""
    view = desk.view
    sentences = [
        Sentence(
            "A claim is one source's statement about one event; claims of one event are brought together as an "
            "incident, and copies of one text count as one origin.",
            basis=f"codebook {CODEBOOK_VERSION}",
        ),
        Sentence(
            "Six tests are answered apart for each incident; “established” is only ever signed by a person, and open "
            "sources alone stop at “probable”.",
            basis="method",
        ),
        Sentence(
            "Confidence is High with two independent origins of different interest and no denial, Moderate or Low "
            "below that, and Unknown where nothing was said to have happened or nobody can be named.",
            basis="method",
        ),
        *_release(desk),
        Sentence(
            f"This issue rests on {counted(len(view.reports), 'report')} and {counted(len(view.claims), 'claim')}, "
            f"made by {_methods(desk)}; asked again for the same two moments it comes out the same to the byte.",
            basis=f"corpus SHA-256 {view.corpus_hash}",
        ),
        Sentence(
            "Corrections are published as entries of “Changed since the last issue” in the next issue; no issue is "
            "altered after it is out, and what a correction replaces stays in the record.",
            basis="rules of release",
        ),
    ]
    blocks: list[Block] = [Bullets(tuple(sentences))]
    if sources := _sources(desk):
        blocks.append(sources)
    return Section("method", "Method, sources, corrections", tuple(blocks))


def _release(desk: Desk) -> list[Sentence]:
    profile, withheld = desk.released.profile, desk.released.withheld
    basis = f"release profile {profile.name}"
    places = "Places are shown no finer than their source"
    if profile.places == "town":
        places += " and never finer than a town"
    if profile.protected == "district":
        places += "; protected places are shown by the area they lie in"
    sentences = [Sentence(f"{places}.", basis=basis)]
    if profile.delay_hours:
        kinds = listing([TYPE_WORDS[kind] for kind in profile.delayed])
        sentences.append(
            Sentence(f"Held back for {profile.delay_hours:g} hours after the event: {kinds}.", basis=basis)
        )
    gone: dict[str, int] = {}
    for one in withheld:
        if one.gone and one.kind in ("claim", "incident"):
            gone[one.kind] = gone.get(one.kind, 0) + one.number
    if gone:
        numbers = listing([counted(number, kind) for kind, number in gone.items()])
        sentences.append(Sentence(f"{capital(numbers)} known to the watch are not in this issue.", basis=basis))
    if profile.names == "redacted":
        sentences.append(
            Sentence(
                "Private persons are not named, and words in square brackets in quotations stand for what was taken "
                "out of them.",
                basis=basis,
            )
        )
    return sentences


def _sources(desk: Desk) -> Table | None:
    by_name: dict[str, list[str]] = {}
    about: dict[str, tuple[str, str, str]] = {}
    for report in desk.view.reports.values():
        name = desk.naming.publisher(report, report.id)
        by_name.setdefault(name, []).append(report.id)
        source = desk.naming.source(report)
        about[name] = (
            ("not listed", desk.naming.side(None), "F")
            if source is None
            else (source.kind.value.replace("_", " "), desk.naming.side(source.lean), source.start)
        )
    if not by_name:
        return None
    rows = tuple(
        Row(tuple(Sentence(cell) for cell in (name, *about[name], str(len(by_name[name]))))) for name in sorted(by_name)
    )
    return Table(
        "Publishers, their side of interest, and the Admiralty letter that each started with",
        ("Publisher", "Kind", "Side of interest", "Start", "Reports"),
        rows,
        basis="the watch's list of sources",
        numeric=(4,),
    )
