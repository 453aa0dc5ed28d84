"""A corrected claim, held against the codebook and the report: its words stand in the text, or it is refused."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from trucewatch.extract.llm.literal import spans_of, wording
from trucewatch.model import AUTHOR, Claim, Report, Stance
from trucewatch.model.errors import InputError
from trucewatch.review.fields import FIELDS, value_of
from trucewatch.world import PlaceContext, World

__all__ = ["corrected", "differing"]

Changes = Mapping[str, Any]


def corrected(
    claim: Claim, report: Report, changes: Changes, world: Callable[[], World], others: Collection[str]
) -> Claim:
    """The claim with some fields changed, each given as a line (fields.py) or as plain data as in a claim's JSON.

    `world` is asked for who and where only if actors or places are changed; `others` are the ids of the report's
    claims. InputError, in one sentence, for what the codebook does not allow, for words that are not in the report, for
    an actor or a place that the watch does not know, and where nothing is changed.
    """
    raw = {name: value_of(name, value) if isinstance(value, str) else value for name, value in changes.items()}
    unknown = [name for name in raw if name not in FIELDS]
    if unknown:
        raise InputError(f'A claim has no field "{unknown[0][:80]}"; it has {", ".join(FIELDS)}.')
    checking = _Checking(claim, report, world)
    data: dict[str, Any] = {}
    for name, value in raw.items():
        data[name] = checking.field(name, value)
    held = {name: getattr(claim, name) for name in Claim.model_fields if name != "reviewed"}
    try:
        made = Claim.model_validate({**held, **data})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the claim"
        raise InputError(
            f"{where}: {first['msg'].removeprefix('Value error, ')}; mend it and send it again."
        ) from error
    _by_the_codebook(made, others)
    return made


def differing(claim: Claim, other: Claim) -> tuple[str, ...]:
    """The fields in which two readings differ, in the codebook's order."""
    return tuple(name for name in FIELDS if getattr(claim, name) != getattr(other, name))


def _by_the_codebook(claim: Claim, others: Collection[str]) -> None:
    if claim.by_author and claim.author_stance is not Stance.ENDORSES:
        raise InputError(
            f"author_stance: what the report says in its own voice it endorses; name the source, or leave "
            f'"{Stance.ENDORSES}" instead of "{claim.author_stance}".'
        )
    for link in claim.links:
        if link.to == claim.id or link.to not in others:
            raise InputError(f'links: report {claim.report} has no other claim "{link.to[:80]}" to link to.')


class _Checking:
    """The fields of one claim, one by one. What the extractor gave stays as it was where it is not changed."""

    def __init__(self, claim: Claim, report: Report, world: Callable[[], World]) -> None:
        self._claim, self._report, self._world = claim, report, world

    def field(self, name: str, value: Any) -> Any:
        match name:
            case "trigger":
                return self._trigger(value)
            case "initiators" | "targets":
                return [self._actor(name, item) for item in self._list(name, value)]
            case "places":
                return [self._place(item) for item in self._list(name, value)]
            case "source" | "source_chain":
                return self._speakers(name, self._list(name, value))
            case "killed" | "injured":
                return [self._toll(name, item) for item in self._list(name, value)]
            case _:
                return value

    def _list(self, name: str, value: Any) -> Sequence[Any]:
        if isinstance(value, list | tuple) and all(isinstance(item, str | dict | BaseModel) for item in value):
            return [item.model_dump() if isinstance(item, BaseModel) else item for item in value]
        raise InputError(f"{name}: a list of texts or objects is wanted; write it so, or as one line.")

    def _words(self, field: str, words: Any) -> str:
        """Words as the report has them."""
        found = wording(self._report.text, words) if isinstance(words, str) else None
        if found is None:
            said = str(words)[:80]
            raise InputError(
                f'{field}: "{said}" does not stand in report {self._report.id}; use the words of its text.'
            )
        return found

    def _trigger(self, value: Any) -> dict[str, Any]:
        words = value.get("text") if isinstance(value, dict) else value
        start = value.get("start") if isinstance(value, dict) else None
        spans = list(spans_of(self._report.text, words)) if isinstance(words, str) else []
        if start is not None:
            spans = [span for span in spans if span.start == start]
        free = [span for span in spans if not self._report.is_boilerplate(span.start, span.end)]
        if not free:
            why = "stands only in page furniture" if spans else "does not stand there"
            where = f" at {start}" if start is not None else ""
            raise InputError(f'trigger: "{str(words)[:80]}" {why} in report {self._report.id}{where}; use its words.')
        here = min(free, key=lambda span: abs(span.start - self._claim.trigger.start))
        return {"text": words, "start": here.start, "end": here.end}

    def _actor(self, field: str, item: Any) -> Any:
        if isinstance(item, str):
            item = {"text": item}
        held = {ref.text: ref for ref in getattr(self._claim, field)}
        words, name = item.get("text"), item.get("id")
        if words in held and name == held[words].id:
            return held[words]
        words = self._words(field, words) if words not in held else words
        if name is not None:
            if self._world().actors.get(name) is None:
                raise InputError(f'{field}: the watch knows no actor "{str(name)[:80]}"; use an id of actors.yaml.')
            return {"text": words, "id": name}
        found = self._world().actors.resolve(words, self._claim.date_start or self._report.published).actor
        return {"text": words, "id": found.id if found else None}

    def _place(self, item: Any) -> Any:
        if isinstance(item, str):
            item = {"name": item}
        held = {place.name: place for place in self._claim.places}
        words = item.get("name")
        same = held.get(words)
        if same is not None and all(getattr(same, key, None) == value for key, value in item.items()):
            return same
        words = self._words("places", words) if same is None else words
        if item.get("lat") is not None:
            return {**item, "name": words}
        name = item.get("place_id")
        if name is None:
            near = tuple(p for p in self._claim.places if p.lat is not None and p.name != words)
            context = PlaceContext(near=near, event_type=self._claim.type)
            return self._world().places.resolve(words, context=context)
        place = self._world().places.get(name)
        if place is None:
            raise InputError(f'places: the watch knows no place "{str(name)[:80]}"; use an id of places.yaml.')
        return {"name": words, "lat": place.lat, "lon": place.lon, "radius_km": place.radius_km, "place_id": place.id}

    def _speakers(self, field: str, items: Sequence[Any]) -> list[str]:
        held = getattr(self._claim, field)
        if field == "source" and not items:
            raise InputError(f'source: a claim has one; write "{AUTHOR}" for the report\'s own voice.')
        return [item if item in held or item == AUTHOR else self._words(field, item) for item in items]

    def _toll(self, field: str, item: Any) -> Any:
        held = {toll.who for toll in getattr(self._claim, field)}
        who = item.get("who", "") if isinstance(item, dict) else None
        if who is None:
            raise InputError(f'{field}: write "12 civilians", "12.. fighters" or {{"who": …, "low": …, "high": …}}.')
        low, high = item.get("low"), item.get("high")
        if isinstance(low, int) and isinstance(high, int) and high < low:
            raise InputError(f"{field}: {high} is less than {low}; write the lower bound first.")
        return {**item, "who": who if not who or who in held else self._words(field, who)}
