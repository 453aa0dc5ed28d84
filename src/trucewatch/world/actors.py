"""Who is who: actors found by the names reports use, at a date, and how they stand to each other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from trucewatch.model import Actor, ActorKind, RelationKind, SideRelation
from trucewatch.world.mentions import Mention, NameFinder
from trucewatch.world.names import common_letters, fold, sound, sounds_close, tokens
from trucewatch.world.naming import ActorPhrase, singular
from trucewatch.world.sides import SideJudge

__all__ = ["EARLY_NAME", "OUTDATED_NAME", "ActorIndex", "Resolved"]

OUTDATED_NAME = "outdated_name"
EARLY_NAME = "early_name"

_UNNAMED = (ActorKind.CLASS, ActorKind.LABEL, ActorKind.CIVILIANS)
_TYPO_FLOOR_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a wording names. `actor` None: nobody of this watch, or nobody in particular. `flag` is OUTDATED_NAME where
    the name was no longer in use on the day, EARLY_NAME where not yet; `rule` says in words how it was found. `within`:
    the wording only holds the name and may be about something else ("The Moscow Courier", "residents of Moscow")."""

    actor: Actor | None
    flag: str | None
    rule: str
    within: bool = False


class ActorIndex:
    """The actors of a watch by id and by every name, whatever its case, accents, hyphens or romanisation."""

    def __init__(
        self, actors: Sequence[Actor], adjectives: Iterable[tuple[str, str]] = (), unsought: Collection[str] = ()
    ) -> None:
        """`adjectives` pairs an adjective with the state it stands for ("Turkish", "tr"): only "Turkish", "Turkish
        forces" and the like name that state. `unsought` are ids that `resolve` knows but `find_in` does not look for.
        """
        self._by_id = {a.id: a for a in actors}
        self._exact: dict[str, list[str]] = defaultdict(list)
        self._class_words: dict[str, str] = {}
        names = [(name, a.id) for a in actors for name in (a.name, *a.aliases)]
        for name, actor_id in names:
            for key in {fold(name), " ".join(tokens(name))}:
                if key and actor_id not in self._exact[key]:
                    self._exact[key].append(actor_id)
            if self._by_id[actor_id].kind in _UNNAMED and len(tokens(name)) == 1:
                self._class_words.setdefault(singular(tokens(name)[0]), actor_id)
        self._adjectives = {fold(adjective): actor_id for adjective, actor_id in adjectives if actor_id in self._by_id}
        self._heard = _by_length(
            (tokens(n), i)
            for n, i in names
            if len(fold(n).replace(" ", "")) >= _TYPO_FLOOR_LETTERS and self._by_id[i].kind not in _UNNAMED
        )
        self._finder = NameFinder((n, i) for n, i in names if i not in unsought)
        self._sides = SideJudge(self._by_id, self.ancestors)
        self._resolve = lru_cache(maxsize=10_000)(self._find)

    def get(self, actor_id: str) -> Actor | None:
        """The actor with this id, None if the watch has none."""
        return self._by_id.get(actor_id)

    def __iter__(self) -> Iterator[Actor]:
        return iter(self._by_id.values())

    def resolve(self, text: str, on: date | None) -> Resolved:
        """Whom a wording means on a day (None: on any day).

        A wording may wrap the name ("members of", "US-backed ... forces", an acronym in parentheses). Words for a class
        ("rebels", "Qaboun militants") give the class or label, never a group. An old name is accepted, led on to its
        successor of the day where the watch knows one, and flagged.
        """
        return self._resolve(text, on)

    def find_in(self, text: str) -> list[Mention]:
        """Every mention of an actor in a text, the longest names first, in reading order."""
        return self._finder.find(text)

    def ancestors(self, actor_id: str, on: date | None) -> tuple[str, ...]:
        """What the actor was part of or a member of on a day, nearest first, upwards to the top."""
        found: list[str] = []
        level = [actor_id]
        while level:
            above = [
                r.to
                for i in level
                if (actor := self._by_id.get(i))
                for r in actor.relations
                if r.kind in (RelationKind.PART_OF, RelationKind.UMBRELLA_MEMBER) and r.holds_on(on)
            ]
            level = [i for i in dict.fromkeys(above) if i not in found and i != actor_id]
            found.extend(level)
        return tuple(found)

    def relation(
        self,
        initiators: Sequence[str],
        targets: Sequence[str],
        on: date | None,
        excluded: Collection[str] = (),
    ) -> tuple[SideRelation, str]:
        """How those who acted stand to those acted upon, and the path that shows it, in words.

        `excluded` are the actors an agreement leaves out. Rules in trucewatch.world.sides.
        """
        return self._sides.between(initiators, targets, on, excluded)

    def _find(self, text: str, on: date | None) -> Resolved:
        phrase = ActorPhrase(text)
        for wording, rule in phrase.wordings():
            actor_id = self._known(wording, on)
            if actor_id is not None:
                return self._on_day(actor_id, on, f"{rule}: {wording}")
        for wording in phrase.adjectives():
            if wording in self._adjectives:
                return self._on_day(self._adjectives[wording], on, f"forces of a state: {wording}")
        within = self._within(phrase, on)
        if within is not None:
            return within
        for word in () if phrase.is_one_group else phrase.heads():
            class_id = self._class_words.get(word)
            if class_id is not None:
                return Resolved(self._by_id[class_id], None, f"word for a class: {word}")
        for wording, _ in phrase.wordings() if phrase.is_named else ():
            near = self._similar(wording)
            if near is not None:
                return self._on_day(near, on, f"spelling close to: {self._by_id[near].name}")
        return Resolved(None, None, "no name of this watch")

    def _known(self, wording: str, on: date | None) -> str | None:
        ids = self._exact.get(wording, ()) or self._exact.get(" ".join(tokens(wording)), ())
        if len(ids) > 1:
            alive = [i for i in ids if self._alive(i, on)] or list(ids)
            merged = list(dict.fromkeys(self._successor(i, on) for i in alive))
            if len(merged) != 1:
                return None
            outdated = (i for i in ids if i not in alive and self._successor(i, on) == merged[0])
            return next(outdated, merged[0])
        return ids[0] if ids else None

    def _within(self, phrase: ActorPhrase, on: date | None) -> Resolved | None:
        groups = [
            group for group in self._finder.spans(phrase.words) if not phrase.is_modifier(group[0].start, group[0].end)
        ]
        ids = list(dict.fromkeys(i for g in groups if (i := self._one_of(g, on)) is not None))
        named = [i for i in ids if self._by_id[i].kind not in _UNNAMED]
        kept = named or ids
        if len(kept) == 1:
            found = self._on_day(kept[0], on, f"name within: {self._by_id[kept[0]].name}")
            return replace(found, within=True)
        if len(kept) > 1:
            tops = [i for i in kept if not any(i in self.ancestors(other, on) for other in kept)]
            if len(tops) == 1:
                found = self._on_day(tops[0], on, f"innermost name within: {self._by_id[tops[0]].name}")
                return replace(found, within=True)
            return Resolved(None, None, "several actors named: " + ", ".join(self._by_id[i].name for i in kept))
        return None

    def _one_of(self, group: list[Mention], on: date | None) -> str | None:
        ids = [m.id for m in group]
        alive = [i for i in ids if self._alive(i, on)] or ids
        return alive[0] if len(alive) == 1 else None

    def _similar(self, wording: str) -> str | None:
        given = tokens(wording)
        if len("".join(given)) < _TYPO_FLOOR_LETTERS:
            return None
        best: dict[str, float] = {}
        heard = [(sound(word), common_letters(word)) for word in given]
        for parts, actor_id in self._heard.get(len(given), ()):
            total = 0.0
            for (mine, my_common), (theirs, their_common) in zip(parts, heard, strict=True):
                cost = sounds_close(mine, my_common, theirs, their_common)
                if cost is None:
                    break
                total += cost
            else:
                best[actor_id] = min(total, best.get(actor_id, 9.0))
        ranked = sorted(best.items(), key=lambda item: item[1])
        if not ranked or (len(ranked) > 1 and ranked[1][1] - ranked[0][1] < 0.3):
            return None
        return ranked[0][0]

    def _alive(self, actor_id: str, on: date | None) -> bool:
        actor = self._by_id[actor_id]
        if on is None:
            return True
        return (actor.valid_from is None or actor.valid_from <= on) and (actor.valid_to is None or on <= actor.valid_to)

    def _successor(self, actor_id: str, on: date | None) -> str:
        """The actor that an outdated name stood for on a day; itself where no single successor is known."""
        seen = {actor_id}
        while not self._alive(actor_id, on) and not self._early(actor_id, on):
            after = [
                a.id
                for a in self._by_id.values()
                for r in a.relations
                if r.kind is RelationKind.PREDECESSOR and r.to == actor_id and a.id not in seen
            ]
            if len(after) != 1:
                break
            actor_id = after[0]
            seen.add(actor_id)
        return actor_id

    def _early(self, actor_id: str, on: date | None) -> bool:
        since = self._by_id[actor_id].valid_from
        return on is not None and since is not None and on < since

    def _on_day(self, actor_id: str, on: date | None, rule: str) -> Resolved:
        actor = self._by_id[actor_id]
        if self._alive(actor_id, on):
            return Resolved(actor, None, rule)
        if self._early(actor_id, on):
            return Resolved(actor, EARLY_NAME, f"{rule}; the name came up on {actor.valid_from}")
        heir = self._by_id[self._successor(actor_id, on)]
        led = f", read as {heir.name}" if heir.id != actor.id else ""
        return Resolved(heir, OUTDATED_NAME, f"{rule}; the name ended on {actor.valid_to}{led}")


_Heard = tuple[tuple[str, int], ...]


def _by_length(names: Iterable[tuple[Sequence[str], str]]) -> dict[int, list[tuple[_Heard, str]]]:
    """Names as they sound, word by word, by how many words they have."""
    found: dict[int, list[tuple[_Heard, str]]] = defaultdict(list)
    for parts, actor_id in names:
        found[len(parts)].append((tuple((sound(part), common_letters(part)) for part in parts), actor_id))
    return found
