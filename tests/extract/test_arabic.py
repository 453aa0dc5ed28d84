"""Arabic reports to claims, sentence by sentence and end to end. Every sentence is invented."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.extract import get_extractor
from trucewatch.extract.arabic.extractor import ArabicExtractor
from trucewatch.extract.base import Extractor
from trucewatch.extract.by_language import ByLanguage
from trucewatch.model import Actor, ActorKind, Claim, Place, PlaceKind, Report
from trucewatch.world import World

PUBLISHED = date(2018, 5, 16)  # a Wednesday
ClaimsOf = Callable[..., list[Claim]]


def _world() -> World:
    actors = (
        Actor(id="northern", name="Northern Brigade", kind=ActorKind.ARMED_GROUP, aliases=("اللواء الشمالي",)),
        Actor(id="tr-army", name="Turkish army", kind=ActorKind.ARMED_FORCES, aliases=("Turkish forces",)),
    )
    places = (
        Place(id="amara", name="Amara", lat=34.1, lon=37.1, radius_km=3, kind=PlaceKind.TOWN, variants=("عمارة",)),
        Place(id="salam", name="Salam", lat=34.4, lon=37.6, radius_km=3, kind=PlaceKind.TOWN, variants=("دير سلام",)),
    )
    return World(actors, places, (), ["SY"])


WORLD = _world()


def _read(text: str, **fields: object) -> list[Claim]:
    report = Report.model_validate({"id": "r1", "text": text, "published": PUBLISHED, "language": "ar", **fields})
    return ArabicExtractor().extract(report, WORLD)


@pytest.fixture
def claims_of() -> ClaimsOf:
    """Reads a text published on 16 May 2018 into claims."""
    return _read


def _status(claim: Claim) -> tuple[str, str, str, str]:
    return claim.polarity.value, claim.certainty.value, claim.mode.value, claim.author_stance.value


def _texts(parties: object) -> list[str]:
    return [party.text for party in parties]


def test_it_is_an_extractor_for_arabic_alone(claims_of) -> None:
    extractor = get_extractor("arabic")
    assert isinstance(extractor, Extractor)
    assert (extractor.name, extractor.languages) == ("arabic", frozenset({"ar"}))
    assert extractor.version.startswith("arabic/")
    assert claims_of("قصف الجيش عمارة.", language="en") == []


def test_the_default_extractor_reads_arabic() -> None:
    report = Report(id="r1", text="قصفت قوات النظام بلدة عمارة.", published=PUBLISHED, language="ar")
    assert [c.type.value for c in ByLanguage().extract(report, WORLD)] == ["shelling"]


def test_triggers_stand_in_the_text_without_what_is_prefixed_to_names(claims_of) -> None:
    text = "🕊 «نشرة»\r\n\r\nقَصَفَ اللواء الشمالي\u00a0عمـارة. ثم انسحبَ المسلحون من دير سلام."
    found = claims_of(text)
    assert [c.id for c in found] == ["c1", "c2"]
    assert [text[c.trigger.start : c.trigger.end] for c in found] == ["قَصَفَ", "انسحبَ"]
    assert {c.method for c in found} == {ArabicExtractor.version}


@pytest.mark.parametrize("text", ["—", "!!! ... «»", "ا" * 5000, "الطقس جميل اليوم.", "في " * 2000, "إذا إذا إذا."])
def test_texts_without_events_give_no_claims(claims_of, text: str) -> None:
    assert claims_of(text) == []


KINDS = [
    ("وقعت الحكومة وحركة التحرير مذكرة لوقف إطلاق النار.", "agreement_signed"),
    ("شكل الجانبان لجنة مشتركة لمراقبة الهدنة.", "mechanism_established"),
    ("حددت المذكرة خطوط التماس قرب عمارة.", "boundary_defined"),
    ("عقد الوفدان جولة مفاوضات في عمارة.", "negotiation"),
    ("رفضت الفصائل مبادرة الوسيط.", "position_stated"),
    ("أطلق الجيش عملية عسكرية واسعة قرب عمارة.", "offensive_launched"),
    ("هاجم مسلحون حاجزا للجيش قرب عمارة.", "assault"),
    ("اندلعت اشتباكات بين الجيش والمسلحين في عمارة.", "armed_clash"),
    ("سيطرت قوات الجيش على بلدة عمارة.", "territory_captured"),
    ("قصفت المدفعية بلدة عمارة.", "shelling"),
    ("شن الطيران غارات على عمارة.", "air_strike"),
    ("أطلق قناص النار على راع قرب عمارة.", "weapons_fire"),
    ("انفجرت عبوة ناسفة بحافلة قرب عمارة.", "explosive_device"),
    ("خطف مجهولون طبيبا في عمارة.", "violence_against_civilians"),
    ("قصف النظام عمارة بغاز الكلور.", "chemical_attack"),
    ("تسيطر الفصائل على بلدة عمارة.", "control"),
    ("تحاصر قوات النظام بلدة عمارة.", "siege"),
    ("منعت القوات دخول المساعدات إلى عمارة.", "access_restriction"),
    ("دخلت قافلة مساعدات إلى عمارة.", "humanitarian_action"),
    ("انسحبت الفصائل من عمارة.", "withdrawal"),
    ("دفع الجيش بتعزيزات إلى عمارة.", "reinforcement"),
    ("حفر المسلحون خنادق قرب عمارة.", "prohibited_presence"),
    ("أفرجت الحركة عن عشرين أسيرا.", "detention_release"),
    ("خرق الجيش الهدنة في عمارة.", "ceasefire_breach"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS, ids=[kind for _, kind in KINDS])
def test_every_type_of_the_codebook_is_found(claims_of, text: str, kind: str) -> None:
    assert [c.type.value for c in claims_of(text)] == [kind]


def test_figures_of_speech_are_no_events(claims_of) -> None:
    assert claims_of("شن الوزير هجوما لاذعا على منتقديه.") == []
    assert claims_of("خاض الفريقان معركة كروية في عمارة.") == []


STATUSES = [
    ("نفت الوزارة أن تكون طائراتها قد قصفت عمارة.", ("-", "certain", "actual", "neutral")),
    ("لم تنسحب القوات من عمارة.", ("-", "certain", "actual", "endorses")),
    ("أكد الناطق أن قواته لن تنسحب من عمارة.", ("-", "certain", "planned", "neutral")),
    ("طالب المجلس بانسحاب القوات من عمارة.", ("+", "certain", "planned", "neutral")),
    ("من المقرر أن تجتمع اللجنة في عمارة.", ("+", "certain", "planned", "endorses")),
    ("حذر محللون من أن الجيش قد يقصف عمارة.", ("+", "possible", "predicted", "neutral")),
    ("يعتقد أن المسلحين انسحبوا من عمارة.", ("+", "probable", "actual", "endorses")),
    ("زعم المسلحون أنهم سيطروا على عمارة.", ("+", "certain", "actual", "doubts")),
    ("هدد القائد بقصف عمارة إذا لم تنسحب القوات.", ("+", "certain", "conditional", "neutral")),
    ("فشلت الفصائل في السيطرة على عمارة.", ("-", "certain", "actual", "endorses")),
    ("انتشرت شائعات عن انسحاب القوات من عمارة.", ("+", "possible", "actual", "neutral")),
    ("فك الجيش الحصار عن عمارة.", ("-", "certain", "actual", "endorses")),
]


@pytest.mark.parametrize(("text", "status"), STATUSES)
def test_the_four_status_fields(claims_of, text: str, status: tuple[str, ...]) -> None:
    assert status in [_status(c) for c in claims_of(text)]


SOURCES = [
    ("أفادت مصادر محلية بأن الجيش قصف عمارة.", "مصادر محلية"),
    ("قصف الجيش عمارة، بحسب ناشطين.", "ناشطين"),
    ("قصف الجيش عمارة، وفق ما أفاد مرصد الضفة.", "مرصد الضفة"),
    ("نقلت الوكالة عن شهود أن الجيش قصف عمارة.", "شهود"),
    ("قال المتحدث باسم اللواء الشمالي إن الجيش قصف عمارة.", "المتحدث باسم اللواء الشمالي"),
    ("ينص الاتفاق على انسحاب القوات من عمارة.", "الاتفاق"),
    ("قصف الجيش عمارة.", "author"),
]


@pytest.mark.parametrize(("text", "source"), SOURCES)
def test_who_says_so(claims_of, text: str, source: str) -> None:
    assert claims_of(text)[0].source == (source,)


def test_parties_are_found_in_verb_first_and_noun_first_order(claims_of) -> None:
    for text in ("قصفت قوات النظام منازل المدنيين في عمارة.", "قال شاهد إن قوات النظام قصفت منازل المدنيين في عمارة."):
        (claim,) = claims_of(text)
        assert _texts(claim.initiators) == ["قوات النظام"]
        assert [p.place_id for p in claim.places if p.place_id] == ["amara"]


def test_the_passive_names_no_doer_but_its_agent(claims_of) -> None:
    (claim,) = claims_of("تم استهداف حاجز للجيش من قبل مسلحين قرب عمارة.")
    assert _texts(claim.initiators) == ["مسلحين"]


def test_actors_are_resolved_by_their_arabic_names_and_by_country(claims_of) -> None:
    (first,) = claims_of("انسحب اللواء الشمالي من عمارة.")
    (second,) = claims_of("انسحبت القوات التركية من عمارة.")
    assert [a.id for a in (*first.initiators, *second.initiators)] == ["northern", "tr-army"]


TOLLS = [
    ("قتل ثلاثة مدنيين بقصف على عمارة.", (3, 3)),
    ("قتل طفلان بقصف على عمارة.", (2, 2)),
    ("مقتل ما لا يقل عن سبعة عشر شخصا بقصف على عمارة.", (17, None)),
    ("قصف الجيش عمارة، ما أوقع عشرات القتلى.", (24, None)),
    ("قصف الجيش عمارة، ما أسفر عن استشهاد امرأة.", (1, 1)),
    ("قصف الجيش عمارة وقتل ٢٥ مدنيا.", (25, 25)),
]


@pytest.mark.parametrize(("text", "bounds"), TOLLS)
def test_tolls_in_words_duals_and_digits(claims_of, text: str, bounds: tuple[int, int | None]) -> None:
    assert [(k.low, k.high) for c in claims_of(text) for k in c.killed] == [bounds]


DAYS = [
    ("قصف الجيش عمارة أمس.", "2018-05-15"),
    ("قصف الجيش عمارة يوم الاثنين.", "2018-05-14"),
    ("قصف الجيش عمارة في 3 نيسان.", "2018-04-03"),
    ("قصف الجيش عمارة في الثالث من أبريل/نيسان.", "2018-04-03"),
    ("قصف الجيش عمارة فجر ١٢ مايو ٢٠١٨.", "2018-05-12"),
    ("قصف الجيش عمارة في تشرين الثاني الماضي.", "2017-11-01"),
    ("قصف الجيش عمارة قبل يومين.", "2018-05-14"),
    ("من المقرر أن تنسحب القوات من عمارة غدا.", "2018-05-17"),
    ("يجب أن تنسحب القوات من عمارة بحلول السبت المقبل.", "2018-05-16"),
    ("قصف الجيش حي 7 نيسان في عمارة.", None),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_days(claims_of, text: str, day: str | None) -> None:
    (claim,) = claims_of(text)
    assert (claim.date_start and claim.date_start.isoformat()) == day


def test_a_denial_is_a_claim_linked_to_what_it_denies(claims_of) -> None:
    told, denied = claims_of("قال ناشطون إن الجيش قصف عمارة أمس. ونفى مصدر عسكري ذلك.")
    assert (denied.polarity.value, denied.source, denied.places) == ("-", ("مصدر عسكري",), told.places)
    assert [(link.type.value, link.to) for link in denied.links] == [("denies", told.id)]


def test_what_an_agreement_lays_down_hangs_on_it(claims_of) -> None:
    signed, planned = claims_of("وقع الطرفان اتفاقا في عمارة. وينص الاتفاق على انسحاب القوات من دير سلام.")
    assert [(link.type.value, link.to) for link in planned.links] == [("conditional_on", signed.id)]


def test_page_furniture_gives_no_claims(claims_of) -> None:
    text = "اقرأ أيضا: قصف على عمارة\nانسحبت الفصائل من دير سلام."
    found = claims_of(text, boilerplate=[{"start": 0, "end": text.index("\n")}])
    assert [c.type.value for c in found] == ["withdrawal"]


WORDS = st.sampled_from(
    (
        "قصف الجيش نفى ونفت أن إن لم إذا في من على بحسب وقال المتحدث باسم الهدنة 12 ثلاثة مدنيين عمارة دير سلام و ، . "
        ': « » " أمس الاثنين مقتل غارات تم من قبل ال لل ب \u064b \u0640 \u200f abc Деблокада 🕊 \n '
        "اتفقا ينص الاتفاق سحب الذي"
    ).split(" ")
)
MIXED = st.lists(st.one_of(WORDS, st.text(max_size=8)), min_size=1, max_size=60).map(" ".join).filter(bool)


@settings(max_examples=150, deadline=None)
@given(MIXED)
def test_any_text_gives_claims_whose_triggers_stand_in_it(text: str) -> None:
    found = _read(text)
    known = {c.id for c in found}
    for claim in found:
        assert text[claim.trigger.start : claim.trigger.end] == claim.trigger.text
        assert {link.to for link in claim.links} <= known - {claim.id}
