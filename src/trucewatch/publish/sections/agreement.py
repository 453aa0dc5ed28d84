"""Agreement status: the clock, the text known then, obligations with their deadlines, and the machinery's events."""

from collections.abc import Iterator
from datetime import date

from trucewatch.model import Agreement, Claim, Deadline, ObligationState, ObligationStatus
from trucewatch.publish.charts import obligation_timeline
from trucewatch.publish.clock import clock, moment_day, version_known, versions_public
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Block, Bullets, Paragraph, Row, Section, Sentence, Table
from trucewatch.publish.sections.groups import Groups
from trucewatch.publish.wording import STATE_WORDS, counted, day, listing, quoted

__all__ = ["agreement_status", "clock_sentence", "deadline_conflicts"]

_MODALITY = {"must": "must", "must_not": "must not", "may": "may", "aim": "aims to"}
_URGENCY = (
    ObligationState.MISSED,
    ObligationState.OVERDUE,
    ObligationState.DUE,
    ObligationState.IN_PROGRESS,
    ObligationState.PENDING,
    ObligationState.PARTLY_MET,
    ObligationState.UNKNOWN,
    ObligationState.MET_LATE,
    ObligationState.MET,
    ObligationState.WAIVED,
    ObligationState.NO_DEADLINE,
)


def agreement_status(desk: Desk, groups: Groups) -> Section:
    """The section on every agreement of the watch."""
    parts = [_of_agreement(desk, agreement) for agreement in desk.setting.agreements]
    if groups.process:
        parts.append(_machinery(desk, groups))
    blocks: tuple[Block, ...] = ()
    if not desk.setting.agreements:
        blocks = (Paragraph((Sentence("This watch holds no agreement to judge by.", basis="the watch's settings"),)),)
    return Section("agreement", "Agreement status", blocks, tuple(parts))


def _of_agreement(desk: Desk, agreement: Agreement) -> Section:
    obligations = sorted(
        (o for o in desk.view.obligations if o.agreement == agreement.id),
        key=lambda o: (_URGENCY.index(o.state), o.deadline.day if o.deadline else date.max, o.id),
    )
    blocks: list[Block] = [Paragraph((clock_sentence(desk, agreement), *_text_sentences(desk, agreement)))]
    if agreement.in_force.phases:
        blocks.append(Bullets(tuple(_phases(desk, agreement))))
    if agreement.in_force.from_contested:
        blocks.append(Bullets(tuple(_contested_starts(desk, agreement))))
    dated = [o for o in obligations if o.state is not ObligationState.NO_DEADLINE]
    standing = [o for o in obligations if o.state is ObligationState.NO_DEADLINE]
    if dated:
        blocks.append(_dated_table(desk, dated))
        timeline = obligation_timeline(desk, dated, f"timeline-{desk.setting.agreements.index(agreement) + 1}")
        blocks += [timeline] if timeline is not None else []
    if conflicts := [s for o in obligations for s in deadline_conflicts(desk, o)]:
        lead = Sentence("Reports that give another deadline than the text known then:", basis="dates in the claims")
        blocks += [Paragraph((lead,)), Bullets(tuple(conflicts))]
    if standing:
        blocks.append(_standing_table(desk, standing))
    return Section(f"agreement-{agreement.id}", agreement.title, tuple(blocks))


def clock_sentence(desk: Desk, agreement: Agreement) -> Sentence:
    """Day N of M, or that it is not in force yet, or that its term has run out."""
    now = clock(agreement, desk.as_of)
    basis = f"agreement {agreement.id}, in force"
    if moment_day(agreement.signed.date) > desk.as_of:
        return Sentence(f"“{agreement.title}” was not signed yet on {day(desk.as_of)}.", basis=basis)
    if now.number < 1:
        wait = counted((now.start - desk.as_of).days, "day")
        text = f"Signed, not yet in force on {day(desk.as_of)}: it enters into force on {day(now.start)}, in {wait}."
        return Sentence(text, basis=basis)
    if now.length is None or now.end is None:
        return Sentence(
            f"Day {now.number} since it entered into force on {day(now.start)}; no term stated.", basis=basis
        )
    if now.running:
        text = f"Day {now.number} of {now.length}; in force from {day(now.start)} until {day(now.end)} unless extended."
        return Sentence(text, basis=basis)
    late = counted(now.number - now.length, "day")
    text = (
        f"Its term of {now.length} days ran out on {day(now.end)}, {late} before this report's day; "
        "it goes on only if it was extended, which its text does not settle."
    )
    return Sentence(text, basis=basis)


def _text_sentences(desk: Desk, agreement: Agreement) -> Iterator[Sentence]:
    version = version_known(agreement, desk.known_on)
    basis = f"agreement {agreement.id}, text versions"
    if version is None:
        yield Sentence(f"No version of its text was public on {day(desk.known_on)}.", basis=basis)
        return
    kind = version.status.replace("_", " ")
    force = "which binds" if version.authoritative else "which does not bind"
    yield Sentence(f"The text known on {day(desk.known_on)} is version {version.id} ({kind}, {force}).", basis=basis)
    for ending in agreement.in_force.ended:
        ended = str(ending.get("date", ""))
        if ended and moment_day(ended) <= min(desk.as_of, desk.known_on):
            yield Sentence(
                f"For zone {ending.get('zone', 'not named')} it ended on {day(moment_day(ended))}: "
                f"{quoted(str(ending.get('how', 'reason not stated')))}.",
                basis=f"agreement {agreement.id}, ended",
            )
    if agreement.violations.defined == "none":
        yield Sentence(
            "The agreement defines no violation, so acts are called inconsistent with it.",
            basis=f"agreement {agreement.id}, violations",
        )


def _phases(desk: Desk, agreement: Agreement) -> Iterator[Sentence]:
    for phase in agreement.in_force.phases:
        name = str(phase.get("id", "not named")).replace("_", " ")
        start = f"from {_moment(str(phase['from']))}" if "from" in phase else "from a day that depends on each zone"
        bound = tuple(str(actor) for actor in phase.get("binds", ()))
        whom = f", binds {desk.naming.parties(bound)}" if bound else ""
        yield Sentence(f"Phase {quoted(name)}: {start}{whom}.", basis=f"agreement {agreement.id}, in force")


def _contested_starts(desk: Desk, agreement: Agreement) -> Iterator[Sentence]:
    public = {version.id for version in versions_public(agreement, desk.known_on)}
    for contested in agreement.in_force.from_contested:
        if contested.version is not None and contested.version not in public:
            continue
        by = f"version {contested.version}" if contested.version else "a statement outside the text"
        basis = f"agreement {agreement.id}, in force" + (f", {', '.join(contested.src)}" if contested.src else "")
        yield Sentence(f"Entry into force: {by} gives {_moment(str(contested.value))}.", basis=basis)


def _moment(text: str) -> str:
    try:
        words = day(moment_day(text))
    except ValueError:
        return quoted(text)
    return words + (f", {text[11:]}" if text[10:11] == "T" else "")


def _dated_table(desk: Desk, obligations: list[ObligationStatus]) -> Table:
    rows = tuple(
        Row(
            (
                Sentence(_provision(status)),
                Sentence(_duty(desk, status)),
                Sentence(STATE_WORDS[status.state]),
                Sentence(_deadline(status.deadline)),
                Sentence(_left(status.days_left)),
                Sentence("; ".join(f"{day(o.day)} ({o.version})" for o in status.others) or "–"),
            ),
            _reason(desk, status),
        )
        for status in obligations
    )
    return Table(
        "Obligations by urgency",
        ("Obligation", "Who and what", "State", "Deadline (version)", "Days left", "Other versions"),
        rows,
        basis="agreement text",
        note_label="Reason",
        numeric=(4,),
    )


def _standing_table(desk: Desk, obligations: list[ObligationStatus]) -> Table:
    rows = tuple(
        Row(
            (
                Sentence(_provision(status)),
                Sentence(_duty(desk, status)),
                Sentence(desk.ours(status.reason), desk.known(status.evidence)),
            )
        )
        for status in obligations
    )
    return Table(
        "Obligations without a deadline",
        ("Obligation", "Who and what", "What is known"),
        rows,
        basis="agreement text and clock",
    )


def _provision(status: ObligationStatus) -> str:
    return status.id if status.provision is None else f"{status.id} (provision {status.provision})"


def _reason(desk: Desk, status: ObligationStatus) -> Sentence:
    known = desk.known(status.evidence)
    return Sentence(desk.ours(status.reason), known, basis="" if known else "agreement text and clock")


def _duty(desk: Desk, status: ObligationStatus) -> str:
    return f"{desk.naming.actors(status.actors)} {_MODALITY.get(status.modality, status.modality)}: {status.duty}"


def _deadline(deadline: Deadline | None) -> str:
    if deadline is None:
        return "none"
    return f"{day(deadline.day)} ({deadline.version})"


def _left(days: int | None) -> str:
    return "–" if days is None else str(days).replace("-", "−")


def deadline_conflicts(desk: Desk, status: ObligationStatus) -> list[Sentence]:
    """Reports that give another deadline than the text known then, one sentence for each day they give."""
    if status.deadline is None:
        return []
    by_day: dict[date, list[Claim]] = {}
    for claim in desk.claims(status.quoted):
        given = claim.date_end or claim.date_start
        if given is not None and given != status.deadline.day:
            by_day.setdefault(given, []).append(claim)
    return [_conflict(desk, status, status.deadline, given, by_day[given]) for given in sorted(by_day)]


def _conflict(desk: Desk, status: ObligationStatus, deadline: Deadline, given: date, claims: list[Claim]) -> Sentence:
    speakers = list(dict.fromkeys(desk.naming.speaker(claim) for claim in claims))
    versions = [other.version for other in status.others if other.day == given]
    public = "" if deadline.known_from is None else f", public since {day(deadline.known_from)}"
    held = f"version {deadline.version}{public}"
    if not versions:
        known = f"no version of the text gives that day; {held}, gives {day(deadline.day)}"
    elif deadline.authoritative:
        known = (
            f"that is the deadline of version {listing(versions)}, superseded by {held}, "
            f"which gives {day(deadline.day)}"
        )
    else:
        known = f"that is the deadline of version {listing(versions)}, while {held}, gives {day(deadline.day)}"
    text = f"For {status.id}, {day(given)} is given by {listing(speakers)}: {known}."
    return Sentence(text, tuple(claim.key for claim in claims))


def _machinery(desk: Desk, groups: Groups) -> Section:
    cases = {case.incident.id: case.incident for case in groups.process}
    rows = tuple(
        Row(
            (
                desk.link(incident),
                Sentence(desk.when(incident)),
                Sentence(desk.what(incident)),
                Sentence(desk.where(incident)),
            ),
            desk.account(incident.claims),
            desk.anchor(incident.id),
        )
        for incident in cases.values()
    )
    table = Table(
        "Signings, talks, boundaries, mechanisms and positions as reported",
        ("Incident", "When", "What", "Where"),
        rows,
        note_label="Who says so",
    )
    return Section("machinery", "Events of the agreements' machinery", (table,))
