"""What each word of an Arabic sentence is: a finite verb, a verbal noun or another noun, by its letters first and then
by its neighbours."""

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from trucewatch.extract.arabic.forms import Reading, level, readings, stem_of
from trucewatch.extract.arabic.lexicon import frames, table, words
from trucewatch.extract.arabic.tokens import Token

__all__ = ["tag"]

_QUANTITY = frozenset(level(w) for w in "كل جميع بعض كافة أي أحد إحدى نحو معظم عدد عشرات مئات مختلف عدة سلسلة".split())


def tag(run: Sequence[Token]) -> None:
    """Reads the words of one sentence, in place."""
    for token in run:
        _read(token)
        token.bases = _bases(token)
    for before, token in pairwise(run):
        _part_names(before, token)
    for n, token in enumerate(run):
        if token.base in _ABOUT and n + 1 < len(run) and (run[n + 1].tag == "number" or run[n + 1].isa("crowds")):
            token.tag = "about"
        if token.tag == "open":
            _settle(run, n)
            token.bases = _bases(token)


_ABOUT = frozenset(("نحو", "حوالي", "قرابه", "زهاء"))
"""Words for "some" before a number."""


def _part_names(before: Token, token: Token) -> None:
    """Takes "و" off a name that follows another name ("عسقلان وسديروت")."""
    joined = token.norm.startswith("و") and len(token.norm) > 4 and not token.prefix
    names = all(t.tag == "noun" and not t.known for t in (before, token))
    if joined and names and not token.norm.startswith(_WITH_WAW):
        token.prefix, token.base = "و", token.norm[1:].removeprefix("ال")
        token.article, token.form = token.norm.startswith("وال"), token.base
        token.bases = _bases(token)


_WITH_WAW = ("واشنط", "وهران", "ورقل", "ولي", "ويل", "وسيم", "وليد", "ودمد", "واد", "وارس", "وول")
"""How names begin whose first letter it is."""


def _bases(token: Token) -> frozenset[str]:
    bare = token.base.removesuffix("ا") if len(token.base) > 3 else ""
    plain = token.form.removesuffix("ا") if len(token.form) > 3 else ""
    own = (token.norm, token.base, token.lemma, token.form, token.stem, bare, plain, *token.lemmas)
    return frozenset(b for b in own if b)


def _read(token: Token) -> None:
    """Reads a word by itself: mark, number, function word, known noun; "open" where it may be a verb."""
    norm = token.norm
    token.base = token.form = norm
    if not any(c.isalnum() for c in norm):
        token.tag = "mark"
        return
    if norm[0].isdigit():
        token.tag = "number"
        return
    function, found = _function(norm), readings(norm)
    if function is not None and not (norm.removeprefix("و") in _EITHER and found):
        token.tag, token.prefix = function
        token.base = token.form = norm[len(token.prefix) :]
        return
    stem = stem_of(norm, _known())
    if stem is None or (stem[3] == "ي" and stem[1] in frames()):  # "الهجري" is no "هجر"
        _take_off(token)
    else:
        _recognise(token, stem)
    if found and token.tag != "number":
        token.tag = "open"


def _recognise(token: Token, stem: tuple[str, str, bool, str]) -> None:
    """A noun that the lexicon holds, as `stem_of` takes it apart."""
    token.prefix, token.base, token.article, token.owner = stem
    if token.base.startswith("ال") and token.norm.endswith("ي"):
        token.article, token.base = True, token.base[2:]
    token.stem, token.known = token.base, True
    token.owner = token.owner if token.owner in ("ه", "ها", "هم", "هما", "هن") else ""
    token.form = token.norm[len(token.prefix) :].removeprefix("ال")
    if token.base in table("numbers") and not token.article:
        token.tag = "number"


def _take_off(token: Token) -> None:
    """An unknown word without the article and the letters before it."""
    norm = token.norm
    if norm.startswith(("وال", "بال", "فال", "كال")) and len(norm) > 5:
        token.prefix, token.article, token.base = norm[0], True, norm[3:]
    elif norm.startswith("لل") and len(norm) > 4:
        token.prefix, token.article, token.base = "ل", True, norm[2:]
    elif norm.startswith("ال") and len(norm) > 4:
        token.article, token.base = True, norm[2:]
    token.form = token.base


_EITHER = frozenset(level(w) for w in "خلف بين عبر قبل كان ضد وجد مع ضمن نحو حول".split())


def _settle(run: Sequence[Token], n: int) -> None:
    """Verb, verbal noun or another noun: by the word's own letters first, then by its neighbours."""
    token = run[n]
    found = readings(token.norm)
    if (level(token.text[-1:]) == "ه" and token.text[-1] != "ه") or "ً" in token.text:
        found = tuple(r for r in found if not r.is_verb)  # "ة" and the sign of the indefinite end nouns only
    verbs, nouns = [r for r in found if r.is_verb], [r for r in found if r.kind == "masdar"]
    before, after = (run[n - 1] if n else None), (run[n + 1] if n + 1 < len(run) else None)
    if verbs and verbs[0].lemma.startswith("ال") and not (before is not None and before.tag == "prep"):
        _take(token, verbs[0], "verb")  # its "ال" is no article: "التقى", "التزم"
        return
    named = token.norm in _NAME_STARTS and after is not None and (after.article or not after.known)
    if named and (before is None or before.tag in ("prep", "noun", "mark")):
        token.tag = "noun"
        return
    if token.norm in ("حذر", "حذرا") and before is not None and before.base in _CALM:
        token.tag = "noun"
        return
    if token.norm.removeprefix("و") in _EITHER and not _reads_as_verb(token, before, after):
        token.tag, token.prefix = _function(token.norm) or ("prep", "")
        token.base = token.norm.removeprefix(token.prefix)
        return
    who = n > 1 and before is not None and before.norm == "من" and run[n - 2].tag == "pron"
    joined = bool(verbs) and bool(verbs[0].prefix)
    if not nouns and not token.known and before is not None and not (who or joined) and _takes_no_verb(before):
        token.tag = "noun"
    elif nouns and (not verbs or _is_nominal(verbs[0], nouns[0], before, after)):
        _take(token, nouns[0], "masdar")
    elif verbs and not (token.known and not nouns and _is_rather_noun(token, verbs, before)):
        _take(token, _likeliest(token, verbs, before, after), "verb")
    elif nouns:
        _take(token, nouns[0], "masdar")
    else:
        token.tag = "noun"


def _takes_no_verb(before: Token) -> bool:
    """Whether only a noun can stand behind a word: a preposition, or the beginning of a place's name."""
    if before.norm in _NAME_STARTS or (before.isa("place_heads") and not before.article and before.tag == "noun"):
        return True
    return before.tag == "prep" and not before.isa("by_words") and before.base not in ("قبل", "بعد")


_CALM = frozenset(("هدوء", "ترقب", "تفاول", "صمت"))
_NAME_STARTS = frozenset("عين دير راس تل وادي خان باب بيت ام ابو كفر جسر معره".split())


def _reads_as_verb(token: Token, before: Token | None, after: Token | None) -> bool:
    if token.norm.removeprefix("و") == "كان" or "\u0651" in token.text:
        return True
    if token.norm == "وعبر":
        return before is None and after is not None and (after.isa("people") or after.isa("titles"))
    if token.norm == "خلف":
        return before is not None and before.norm in ("ما", "مما")
    if token.norm == "بين":
        return after is not None and after.norm == "ان"
    return False


def _take(token: Token, reading: Reading, tag: str) -> None:
    token.reading, token.tag, token.known = reading, tag, True
    same = [r.lemma for r in readings(token.norm) if r.is_verb is reading.is_verb and r.prefix == reading.prefix]
    token.lemmas = tuple(dict.fromkeys((reading.lemma, *same)))
    token.prefix, token.article, token.owner = reading.prefix, reading.article, reading.owner
    token.form = token.norm[len(reading.prefix) :]
    if reading.article:
        token.form = token.form.removeprefix("ال") if not reading.prefix.endswith("ل") else token.form.removeprefix("ل")
    token.base = reading.lemma


def _likeliest(token: Token, verbs: Sequence[Reading], before: Token | None, after: Token | None) -> Reading:
    """After "لم" and the like only a present can stand."""
    if before is not None and before.tag == "neg":
        return next((r for r in verbs if r.kind == "present"), verbs[0])
    if before is not None and before.base == "ان":
        return next((r for r in verbs if r.kind == "present"), verbs[0])
    if before is None or before.tag in ("mark", "conj"):
        whole = next((r for r in verbs if r.kind == "past" and not r.prefix and r.lemma == token.norm), None)
        if whole is not None:
            return whole  # "توقع" is "expected" before it is "signs"
    if after is not None and before is not None and before.tag == "noun" and after.tag in ("open", "masdar"):
        return next((r for r in verbs if r.kind == "present"), verbs[0])  # "الجماعة تواصل خرق"
    return verbs[0]


def _is_nominal(verb: Reading, noun: Reading, before: Token | None, after: Token | None) -> bool:
    """Whether a form that may be a verb or its verbal noun is the noun here."""
    if noun.article or (noun.prefix[-1:] in ("ب", "ل", "ك") and verb.kind == "past"):
        return True
    if verb.kind == "present":
        return False
    if verb.has_object and before is not None and before.tag == "noun" and before.article:
        return True  # "جدد الجيش قصفه": his shelling
    told = _told_by_before(noun, before)
    return told if told is not None else _told_by_after(verb, noun, before, after)


def _told_by_before(noun: Reading, before: Token | None) -> bool | None:
    """What the word before says: None where it leaves both open."""
    if before is None:
        return None
    if before.tag == "prep" or before.is_verb or before.norm in _QUANTITY:
        return not (before.is_verb and before.lemma in words("auxiliary"))
    if before.tag == "number" or (before.tag == "masdar" and not before.article):
        return True
    if before.tag == "neg":
        return False
    bare = before.tag == "noun" and not before.article
    if bare and before.known and not before.owner and not before.isa("people"):
        return not before.isa("adjectives") and not noun.prefix
    return True if bare and before.prefix.endswith(("ب", "ل")) else None


def _told_by_after(verb: Reading, noun: Reading, before: Token | None, after: Token | None) -> bool:
    if verb.feminine or verb.plural:
        return False
    if after is None or (after.tag == "masdar" and after.prefix[:1] == "و") or (after.tag == "prep" and before is None):
        return True
    if noun.owner and after.tag in ("prep", "mark", "conj"):
        return True
    if before is None and not after.article and after.isa("adjectives"):
        return True
    described = after.tag in ("noun", "open") and not after.article and after.norm.endswith("ي") and after.known
    if described and before is None:
        return after.isa("adjectives") or after.isa("air") or after.isa("heavy")
    feminine = after.tag in ("noun", "open") and (after.base in _FEMININE or after.norm.endswith(("ه", "ات")))
    return feminine and not after.isa("people")


_FEMININE = frozenset(
    level(w) for w in "قوات طائرات مقاتلات مروحيات ميليشيات مليشيات جماعة حركة قوة مدفعية مدينة".split()
)


def _is_rather_noun(token: Token, verbs: Sequence[Reading], before: Token | None) -> bool:
    """Whether a known noun is meant by a form that may be a verb as well ("فصيل", "مسلح", "قائد")."""
    if (token.article and token.stem) or token.prefix[-1:] in ("ب", "ل", "ك"):
        return True
    if before is not None and (before.tag == "prep" or (before.is_verb and before.lemma not in words("auxiliary"))):
        return True
    verb = verbs[0]
    if verb.kind == "past" and token.norm.endswith("ا") and token.stem and token.stem != verb.lemma:
        return True  # "لغما" is a mine, hardly "both mined"
    if verb.kind != "past" or before is None or before.tag == "neg":
        return False
    short = len(token.norm) < 4 and before.tag in ("noun", "number", "masdar") and token.stem != verb.lemma
    return verb.plural or short


@cache
def _known() -> frozenset[str]:
    names = (
        "air heavy guns bombs charges chemical accord proposal troops arms people civil aid road passers bodies lines "
        "talks works localities protected doc report_nouns planned attempts predicted hedge_possible hedge_probable "
        "adjectives nouns titles place_heads vague_places time_words crowds anaphora figurative hostile armed owners "
        "feelings counts speaking_bodies"
    ).split()
    found = set().union(*(words(n) for n in names)) | set(frames()) | set(table("numbers")) | set(table("participles"))
    for group in ("killing", "wounding"):
        found |= {level(w) for kind in ("nouns", "victims") for w in table(group)[kind]}
    return frozenset(found - words("relatives"))


@cache
def _function_words() -> dict[str, str]:
    found = dict.fromkeys(words("pronouns"), "pron") | dict.fromkeys(words("relatives"), "rel")
    found |= dict.fromkeys(words("conjunctions"), "conj") | dict.fromkeys(words("prepositions"), "prep")
    found |= dict.fromkeys(words("by_words"), "prep") | dict.fromkeys(words("negators"), "neg")
    return found


@lru_cache(maxsize=100_000)
def _function(norm: str) -> tuple[str, str] | None:
    """The kind of a function word and the conjunction letter before it."""
    found = _function_words()
    if norm in found:
        return found[norm], ""
    if norm[:1] in ("و", "ف") and norm[1:] in found and len(norm) > 2:
        return found[norm[1:]], norm[0]
    return None
