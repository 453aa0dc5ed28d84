"""The words around a place's name: kinds, directions, connectors (English, with the usual Arabic and Russian)."""

from enum import StrEnum

from trucewatch.world.names import fold

__all__ = ["BEARINGS", "CAPITALS", "CONNECTORS", "FILLERS", "Hint", "Join", "bearing_of", "kind_hint"]


class Hint(StrEnum):
    """What a kind word says about the place it stands by."""

    TOWN = "town"
    QUARTER = "quarter"
    PROVINCE = "province"
    DISTRICT = "district"
    COUNTRY = "country"
    SITE = "site"
    PART = "part"
    RURAL = "rural"
    EDGE = "edge"
    BORDER = "border"
    AREA = "area"


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(w) for w in words.split())


_KINDS: tuple[tuple[Hint, frozenset[str]], ...] = (
    (
        Hint.TOWN,
        _folded(
            "city cities citys town towns village villages hamlet settlement settlements township port hometown "
            "stronghold bastion enclave мегаполис город города городе городу город деревня деревни деревне посёлок "
            "посёлка посёлке село села селе مدينة المدينة بلدة البلدة قرية القرية بلدات قرى"
        ),
    ),
    (
        Hint.QUARTER,
        _folded(
            "neighborhood neighborhoods neighbourhood neighbourhoods quarter quarters suburb suburbs borough "
            "square street streets roundabout район района районе районов квартал квартала квартале حي الحي ضاحية"
        ),
    ),
    (
        Hint.PROVINCE,
        _folded(
            "province provinces governorate governorates governate gov prov department departments oblast "
            "muhafazah mohafaza провинция провинции "
            "провинцию область области محافظة المحافظة"
        ),
    ),
    (Hint.DISTRICT, _folded("district districts dist subdistrict county raion municipality منطقة ناحية مديرية قضاء")),
    (Hint.COUNTRY, _folded("country territory territories soil republic страна страны страны")),
    (
        Hint.SITE,
        _folded(
            "airport airfield airbase base bases airbases airdrome dam hospital hospitals school schools mosque market "
            "marketplace bakery checkpoint checkpoints crossing road roads highway motorway bridge farm farms factory "
            "plant prison camp camps hill hills mountain mountains valley river lake field fields oilfield gasfield "
            "depot barracks academy university hotel station headquarters hq shrine cemetery building buildings house "
            "houses tunnel tunnels castle citadel church mill silos junction crossroad crossroads intersection pass "
            "plain plains plateau heights desert barrens forest front frontline frontlines axis corridor convoy homes "
            "park club house centre complex compound museum garden gardens refinery reservoir police stadium port "
            "meters position positions site sites embassy consulate mission entrance gate gates "
            "лагерь лагеря лагере аэропорт аэропорта аэродром база базы дорога дорогу "
            "مخيم معسكر مطار ميناء موانئ قاعدة مقر ثكنة طريق معبر سد حاجز نقطة"
        ),
    ),
    (
        Hint.PART,
        _folded(
            "part parts side half section sections sector sectors portion heart center downtown most all half areas "
            "entrance swathes percent residential populated tip end "
            "وسط أجزاء مركز часть части центр центре"
        ),
    ),
    (Hint.RURAL, _folded("countryside rural countrysides hinterland region regions ريف")),
    (
        Hint.EDGE,
        _folded(
            "outskirts outskirt edge edges fringe fringes vicinity surroundings surrounding perimeter environs belt "
            "окраина окраины окраине أطراف محيط ضواحي تخوم"
        ),
    ),
    (Hint.BORDER, _folded("border borders frontier boundary")),
    (Hint.AREA, _folded("area zone zones place location locality front lines pocket")),
)
_HINTS: dict[str, Hint] = {word: hint for hint, group in reversed(_KINDS) for word in group}


def kind_hint(word: str) -> Hint | None:
    """What a folded word says of the place beside it, None if it is no kind word."""
    return _HINTS.get(word)


BEARINGS: dict[str, float] = {
    "north": 0.0,
    "northeast": 45.0,
    "east": 90.0,
    "southeast": 135.0,
    "south": 180.0,
    "southwest": 225.0,
    "west": 270.0,
    "northwest": 315.0,
}
"""Directions in degrees, clockwise from north."""

_OTHER_BEARINGS: tuple[tuple[str, str], ...] = (
    ("north", "northerly northen شمال شمالي الشمالي север севера северу севере северной"),
    ("south", "southerly sothern جنوب جنوبي الجنوبي юг юга югу юге южной"),
    ("east", "easterly شرق شرقي الشرقي восток востока востоку востоке восточной"),
    ("west", "westerly غرب غربي الغربي запад запада западу западе западной"),
)
_MORE_BEARINGS: dict[str, float] = {
    **BEARINGS,
    **{f"{name}ern": degrees for name, degrees in BEARINGS.items()},
    **{word: BEARINGS[name] for name, group in _OTHER_BEARINGS for word in _folded(group)},
}


def bearing_of(words: tuple[str, ...]) -> tuple[float, int] | None:
    """The direction that folded words begin with, in degrees, and how many words it takes ("south", "eastern")."""
    for size in (2, 1):
        joined = "".join(words[:size])
        if len(words) >= size and joined in _MORE_BEARINGS:
            if size == 2 and not (words[0] in BEARINGS and words[1] in _MORE_BEARINGS):
                continue
            return _MORE_BEARINGS[joined], size
    return None


class Join(StrEnum):
    """How one piece of a phrase leans on the next."""

    OF = "of"
    IN = "in"
    NEAR = "near"
    ALSO = "also"


_JOINS: tuple[tuple[Join, str], ...] = (
    (Join.OF, "of from called named от من"),
    (Join.IN, "in inside within at on across into throughout over through в на في"),
    (
        Join.NEAR,
        (
            "near around outside towards toward close next beside surrounding adjacent opposite along by behind beyond "
            "facing bordering entering approaching под около близ вблизи возле неподалеку у قرب"
        ),
    ),
    (Join.ALSO, "and or to with between"),
)
CONNECTORS: dict[str, Join] = {word: join for join, group in _JOINS for word in _folded(group)}
"""Folded words that join two pieces of a wording."""

CAPITALS = _folded("capital capitals العاصمة عاصمة столица столицы столице столицей столицу")

FILLERS = frozenset(
    "the a an its their his her our this that these those some several many two three four five various other another "
    "same whole entire just almost nearly mostly mainly very last largest biggest main major key strategic important "
    "besieged divided battered wartorn war torn held controlled occupied populated densely residential old new "
    "also so which is s as abovementioned local vast large small second nearby neighbouring neighboring liberated "
    "rebel opposition government regime militant militants terrorist jihadist kurdish turkish shiite alawite "
    "sunni christian druze de facto central middle upper lower greater outer inner lower border".split()
)
"""Words that may stand before a place and say nothing on where it is."""
