"""Who does it and to whom: the phrases that name an event's initiators and targets (codebook, Fields)."""

from trucewatch.extract.arabic.acts import Attribution
from trucewatch.extract.arabic.around import Around, Roles
from trucewatch.extract.arabic.noun_roles import of_noun
from trucewatch.extract.arabic.phrases import Phrase, phrase_at, phrase_before, phrases_after
from trucewatch.extract.arabic.places import Gazette
from trucewatch.extract.arabic.sides import sides, talkers
from trucewatch.extract.arabic.tokens import Parsed, Token
from trucewatch.extract.arabic.triggers import EventHit
from trucewatch.extract.arabic.verb_roles import of_verb
from trucewatch.model import EventType

__all__ = ["assign"]

_REPELLING = frozenset(("صد", "تصدي"))
_BY = frozenset(("قبل", "يد", "ايدي", "جانب"))


def assign(parsed: Parsed, gazette: Gazette, hit: EventHit, said: Attribution) -> Roles:
    """The parties of an event's mention."""
    around = Around(parsed, gazette, hit)
    if hit.type is EventType.ARMED_CLASH:
        return sides(around)
    if hit.type is EventType.NEGOTIATION and not hit.head.is_verb:
        return talkers(around, said)
    found = of_verb(around) if hit.head.is_verb else of_noun(around, said)
    agents = _agents(around)
    initiators = agents or found.initiators
    initiators = tuple(dict.fromkeys(p for p in initiators if around.is_party(p)))
    targets = tuple(dict.fromkeys(t for t in found.targets if around.is_party(t) and t not in initiators))
    if said.act is not None and said.kind in ("accuse", "demand") and not initiators:
        accused = _accused(parsed, said.act.via, alone=said.kind == "accuse")
        initiators = (accused,) if accused is not None and around.is_party(accused) else ()
        targets = tuple(t for t in targets if t not in initiators)
    if hit.head.is_verb and hit.head.lemma in _REPELLING:
        return Roles(targets, initiators, rule="repelled")
    return Roles(initiators, targets, found.elided and not initiators, found.rule)


def _accused(parsed: Parsed, via: Token, *, alone: bool) -> Phrase | None:
    """Whom a verb of blaming blames, or of demanding asks: its second phrase; the only one where it may stand
    `alone`."""
    plain = [p for p, by in phrases_after(parsed, via.i) if by == ""]
    if via.tag != "verb":
        return plain[0] if plain else None
    subject_first = phrase_before(parsed, via.i) is not None and via.prefix == ""
    if subject_first or (alone and len(plain) == 1):
        return plain[0] if plain else None
    return plain[1] if len(plain) > 1 else None


def _agents(around: Around) -> tuple[Phrase, ...]:
    """ "من قبل قوات", "على يد مسلحين"."""
    tokens = around.parsed.tokens
    for n in range(around.hit.last + 1, min(around.hit.last + 14, len(tokens))):
        token = tokens[n]
        if token.sentence != around.hit.head.sentence or token.clause != around.hit.head.clause:
            break
        if token.base in _BY and tokens[n - 1].base in ("من", "علي") and n + 1 < len(tokens):
            found = phrase_at(around.parsed, n + 1)
            return (found,) if found is not None else ()
        if (
            token.is_verb
            and token.prefix == ""
            and token.reading is not None
            and token.reading.has_object
            and token.lemma in _DONE
        ):
            found = phrase_at(around.parsed, n + 1) if n + 1 < len(tokens) else None
            return (found,) if found is not None and around.is_armed(found) else ()
    return ()


_DONE = frozenset("اطلق شن نفذ زرع فجر ارتكب القي اعلن استهدف".split())
"""Verbs that tell who did what the noun before them names ("غارة شنها الطيران")."""
