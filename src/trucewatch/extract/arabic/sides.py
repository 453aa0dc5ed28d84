"""The sides of clashes and talks: who is named first says nothing about who began."""

from trucewatch.extract.arabic.acts import Attribution
from trucewatch.extract.arabic.around import Around, Roles, governor, subjects
from trucewatch.extract.arabic.noun_roles import by_governor
from trucewatch.extract.arabic.phrases import Phrase, phrase_at
from trucewatch.extract.arabic.tokens import Token
from trucewatch.extract.arabic.verb_roles import of_verb

__all__ = ["sides", "talkers"]


def sides(around: Around) -> Roles:
    """The sides of a clash: "بين X وY", "X مع Y", "اشتبك X مع Y"."""
    between = [p for p in around.parties(("بين",)) if around.is_party(p)]
    if len(between) == 1:
        between += _parted_side(around, between[0])
    if between:
        return Roles((between[0],), tuple(between[1:3]), rule="between")
    others = [p for p in around.parties(("مع", "ضد")) if around.is_party(p) and not around.gazette.is_place(p)]
    hit = around.hit
    mine: list[Phrase] = []
    verb: Token | None = None
    if hit.head.is_verb:
        mine = list(of_verb(around).initiators)
    else:
        verb = governor(around.parsed, hit.head)
        if verb is not None and others:
            mine = subjects(around.parsed, verb)
    own = [p for p in mine if around.is_party(p) and p not in others]
    taking = not hit.head.is_verb and verb is not None and verb.lemma in ("شارك", "خاض")
    if taking and verb is not None:
        own = [p for p in subjects(around.parsed, verb) if around.is_party(p) and p.first < hit.head.i]
    return Roles(tuple(own[:1]), tuple(others[:1]), elided=not own and (bool(others) or taking), rule="clash")


def talkers(around: Around, said: Attribution) -> Roles:
    """Who talks: "بين X وY", or the clause's subject and "مع X"."""
    between = tuple(p for p in around.parties(("بين",)) if around.is_party(p))
    if between:
        return Roles(between[:4], rule="between")
    others = [p for p in around.parties(("مع",)) if around.is_party(p)]
    own, elided = by_governor(around, said, any_verb=True)
    own = [p for p in own if around.is_party(p) and p not in others]
    return Roles(tuple(dict.fromkeys((*own, *others))), elided=elided and bool(around.hit.head.owner), rule="talks")


def _parted_side(around: Around, first: Phrase) -> list[Phrase]:
    """The second side behind "من جهة، و": a phrase joined in one of the next clauses."""
    parsed = around.parsed
    for j in range(first.last + 1, min(first.last + 9, len(parsed.tokens))):
        token = parsed.tokens[j]
        if token.sentence != around.hit.head.sentence or token.is_verb:
            break
        if token.prefix == "و" and token.tag in ("noun", "masdar"):
            found = phrase_at(parsed, j)
            return [found] if found is not None and around.is_party(found) else []
    return []
