"""Which event a toll belongs to, and tolls that are claims of their own (codebook, Casualties)."""

from collections.abc import Sequence

from trucewatch.extract.arabic.acts import Attribution
from trucewatch.extract.arabic.around import Roles
from trucewatch.extract.arabic.drafts import Draft
from trucewatch.extract.arabic.figures import Toll
from trucewatch.extract.arabic.mentions import VIOLENT, Mentions
from trucewatch.extract.arabic.status import judge
from trucewatch.extract.arabic.triggers import EventHit
from trucewatch.model import AUTHOR, ActorRef, EventType, LinkType, Mode, Polarity

__all__ = ["counted"]


def counted(mentions: Mentions, drafts: list[Draft], tolls: Sequence[Toll]) -> list[Draft]:
    """The drafts with their tolls; a toll of another source is a claim of its own, and a killing without an event an
    event itself (codebook, Casualties)."""
    made: list[Draft] = []
    for toll in tolls:
        said = mentions.speech.attribute(toll.word)
        anew = any(t.isa("counts") for t in mentions.parsed.sentence_of(toll.word))
        cause = _cause(toll, [*drafts, *made], said.source, counted=anew)
        if cause is None:
            killing = _killing(mentions, toll, said)
            if killing is not None:
                made.append(killing)
                _add(killing, toll)
            continue
        if (
            said.source in (cause.source, (AUTHOR,))
            or cause.head.i == toll.word.i
            or cause.source in [(c,) for c in said.chain]
        ):
            _add(cause, toll)
            continue
        twin = next((m for m in made if m.source == said.source and m.type is cause.type), None)
        if twin is None:
            twin = _toll_claim(mentions, toll, cause, said)
            made.append(twin)
        _add(twin, toll)
    return sorted([*drafts, *made], key=lambda d: (d.first, d.last))


def _cause(toll: Toll, drafts: Sequence[Draft], source: tuple[str, ...], *, counted: bool) -> Draft | None:
    """The event that killed: the last before the toll in its sentence, one after it, else the last of the sentences
    before."""
    fitting = [
        d
        for d in drafts
        if d.type in VIOLENT and d.status.mode is Mode.ACTUAL and d.status.polarity is Polarity.POSITIVE
    ]
    here = [d for d in fitting if d.sentence == toll.word.sentence]
    if here:
        before = [d for d in here if d.first <= toll.word.i]
        same = [d for d in here if d.head.clause == toll.word.clause and d.first > toll.word.i]
        return (same or before or here)[0 if same or not before else -1]
    back = [d for d in fitting if 0 < toll.word.sentence - d.sentence <= 3]
    deadly = [d for d in back if d.killed or d.injured] if counted else []
    recent = [
        d
        for d in back
        if toll.word.sentence - d.sentence == 1 and (counted or not toll.word.is_verb or d.source == source)
    ]
    found = deadly or recent
    return found[-1] if found else None


def _add(draft: Draft, toll: Toll) -> None:
    if toll.killed:
        draft.killed, draft.rules["killed"] = (*draft.killed, toll.count), f"toll:{toll.word.lemma}"
    else:
        draft.injured, draft.rules["injured"] = (*draft.injured, toll.count), f"toll:{toll.word.lemma}"
    victims = ActorRef(text=toll.count.who) if toll.count.who and not toll.count.who.isdigit() else None
    worded = toll.first == toll.last and toll.word.i in (toll.first, toll.last)
    if (
        victims is not None
        and not worded
        and not any(victims.text in a.text for a in (*draft.targets, *draft.initiators))
    ):
        draft.targets = (*draft.targets, victims)


def _toll_claim(mentions: Mentions, toll: Toll, cause: Draft, said: Attribution) -> Draft:
    hit = EventHit(toll.word, toll.word.i, toll.word.i, cause.type, "toll")
    status = judge(mentions.parsed, hit, said)
    made = Draft(toll.word, toll.word.i, toll.word.i, cause.type, said, status, said.source)
    made.initiators, made.places = cause.initiators, cause.places
    made.links = [(LinkType.REPEATS, cause)]
    made.rules = {"trigger": "toll", "type": "toll", "source": said.rule}
    return made


def _killing(mentions: Mentions, toll: Toll, said: Attribution) -> Draft | None:
    """A killing that no other event explains."""
    if not toll.killed or toll.word.lemma != "قتل" or toll.word.tag == "noun":
        return None
    hit = EventHit(toll.word, toll.word.i, toll.word.i, EventType.VIOLENCE_AGAINST_CIVILIANS, "toll")
    status = judge(mentions.parsed, hit, said)
    if status.bare_if:
        return None
    made = Draft(toll.word, toll.word.i, toll.word.i, hit.type, said, status, said.source)
    made.places = mentions.places(hit, Roles(), None, None, said)
    made.rules = {"trigger": "toll", "type": "toll", "source": said.rule}
    return made
