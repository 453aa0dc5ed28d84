"""Russian reports to claims, sentence by sentence and end to end. Every sentence is invented."""

from collections.abc import Callable
from datetime import date
from importlib.util import find_spec

import pytest

from trucewatch.extract.base import Extractor
from trucewatch.extract.russian import pipeline
from trucewatch.extract.russian.extractor import RussianExtractor
from trucewatch.model import Actor, ActorKind, Claim, Place, PlaceKind, Report
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World

needs_natasha = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("natasha", "pymorphy3")),
    reason="natasha is not installed: pip install trucewatch[ru]",
)
pytestmark = needs_natasha

PUBLISHED = date(2018, 5, 16)  # a Wednesday
ClaimsOf = Callable[..., list[Claim]]


@pytest.fixture(scope="module")
def invented() -> World:
    actors = (
        Actor(id="northern", name="Northern Brigade", kind=ActorKind.ARMED_GROUP, aliases=("Северная бригада",)),
        Actor(id="velmar", name="Velmar", kind=ActorKind.STATE, aliases=("Вельмар",)),
        Actor(id="tr-army", name="Turkish army", kind=ActorKind.ARMED_FORCES, aliases=("Turkish forces",)),
    )
    places = (
        Place(id="amara", name="Amara", lat=34.1, lon=37.1, radius_km=3, kind=PlaceKind.TOWN, variants=("Амара",)),
        Place(id="salam", name="Salam", lat=34.4, lon=37.6, radius_km=3, kind=PlaceKind.TOWN, variants=("Салам",)),
    )
    return World(actors, places, (), ["SY"])


@pytest.fixture
def claims_of(invented: World) -> ClaimsOf:
    """Reads a text published on 16 May 2018 into claims."""

    def read(text: str, **fields: object) -> list[Claim]:
        report = Report.model_validate({"id": "r1", "text": text, "published": PUBLISHED, "language": "ru", **fields})
        return RussianExtractor().extract(report, invented)

    return read


def _status(claim: Claim) -> tuple[str, str, str, str]:
    return claim.polarity.value, claim.certainty.value, claim.mode.value, claim.author_stance.value


def test_it_is_an_extractor_for_russian_alone(claims_of) -> None:
    extractor = RussianExtractor()
    assert isinstance(extractor, Extractor)
    assert (extractor.name, extractor.languages) == ("russian", frozenset({"ru"}))
    assert extractor.version.startswith("russian/")
    assert claims_of("Войска обстреляли Амару.", language="en") == []


def test_without_natasha_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "find_spec", lambda name: None)
    with pytest.raises(ExtractionError, match=r"pip install trucewatch\[ru\]"):
        RussianExtractor()


def test_claims_are_numbered_in_text_order_and_triggers_stand_in_the_text(claims_of) -> None:
    text = "🕊 «Сводка»\r\n\r\nСеверная бригада обстреляла\u00a0Амару. Затем боевики отступили из Салама."
    found = claims_of(text)
    assert [c.id for c in found] == ["c1", "c2"]
    assert [text[c.trigger.start : c.trigger.end] for c in found] == ["обстреляла", "отступили"]
    assert {c.method for c in found} == {RussianExtractor.version}


@pytest.mark.parametrize(
    ("dateline", "published"),
    [("ДУБАЙ, 21 декабря", date(1, 1, 1)), ("ДУБАЙ, 1 января", date(9999, 12, 31)), ("ДУБАЙ, 31 июня 2017", None)],
)
def test_a_dateline_of_no_possible_day_leaves_the_event_undated(dateline: str, published: date | None) -> None:
    report = Report(id="r1", text=f"{dateline}. Армия обстреляла село Тель-Амара.", published=published, language="ru")
    claims = RussianExtractor().extract(report, World.general())
    assert all(c.date_start in (None, published) for c in claims)


@pytest.mark.parametrize(
    "text",
    ["—", "!!! ... «»", "a" * 5000, "Погода хорошая.", "в " * 2000, "Если если если.", "Погода 𗀀 хорошая."],
)
def test_texts_without_events_give_no_claims(claims_of, text: str) -> None:
    assert claims_of(text) == []


def test_page_furniture_is_not_coded(claims_of) -> None:
    text = "Войска обстреляли Амару. Войска захватили Салам."
    found = claims_of(text, boilerplate=[{"start": 0, "end": 24}])
    assert [c.trigger.text for c in found] == ["захватили"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Стороны подписали соглашение о прекращении огня.", "agreement_signed"),
        ("Перемирие вступило в силу в Амаре.", "agreement_signed"),
        ("Гаранты создали в Амаре координационный центр.", "mechanism_established"),
        ("Делегации провели переговоры в Саламе.", "negotiation"),
        ("Оппозиция отвергла предложение Анкары.", "position_stated"),
        ("Армия начала наступление на Амару.", "offensive_launched"),
        ("Боевики штурмовали Амару.", "assault"),
        ("Под Амарой идут бои.", "armed_clash"),
        ("Бойцы захватили село Салам.", "territory_captured"),
        ("По Амаре били из минометов.", "shelling"),
        ("Вертолеты нанесли удары по Саламу.", "air_strike"),
        ("Дрон сбросил гранату на позиции у Амары.", "air_strike"),
        ("Солдаты открыли огонь у Амары.", "weapons_fire"),
        ("На дороге в Салам подорвался на мине грузовик.", "explosive_device"),
        ("Боевики казнили в Амаре двух пленных.", "violence_against_civilians"),
        ("В Саламе применили хлор.", "chemical_attack"),
        ("Амару контролирует Северная бригада.", "control"),
        ("Войска держат Салам в осаде.", "siege"),
        ("Солдаты не пропустили конвой ООН в Амару.", "access_restriction"),
        ("В Амару доставили гуманитарную помощь.", "humanitarian_action"),
        ("Отряды отошли из Салама.", "withdrawal"),
        ("Анкара перебросила войска к Амаре.", "reinforcement"),
        ("Наблюдатели увидели три гаубицы у Амары.", "prohibited_presence"),
        ("Стороны обменялись пленными.", "detention_release"),
        ("Боевики нарушили режим тишины у Амары.", "ceasefire_breach"),
    ],
)
def test_every_kind_of_event_is_known(claims_of, text: str, kind: str) -> None:
    assert [c.type.value for c in claims_of(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Войска обстреляли Амару.", ("+", "certain", "actual", "endorses")),
        ("Войска не обстреливали Амару.", ("-", "certain", "actual", "endorses")),
        ("Военные ударов по Амаре не наносили.", ("-", "certain", "actual", "endorses")),
        ("Бойцы не смогли захватить село Салам.", ("-", "certain", "actual", "endorses")),
        ("Войска, вероятно, захватили Салам.", ("+", "probable", "actual", "endorses")),
        ("По неподтвержденным данным, войска захватили Салам.", ("+", "possible", "actual", "neutral")),
        ("Активисты сообщили, что войска захватили Салам.", ("+", "certain", "actual", "neutral")),
        ("Войска якобы захватили Салам, пишут блогеры.", ("+", "certain", "actual", "doubts")),
        ("В Анкаре признали, что войска оставили Амару.", ("+", "certain", "actual", "endorses")),
        ("Минобороны отрицает обстрел Амары.", ("-", "certain", "actual", "neutral")),
        ("Армия планирует начать наступление на Амару.", ("+", "certain", "planned", "endorses")),
        ("Анкара требует вывести войска из Амары.", ("+", "certain", "planned", "neutral")),
        ("Стороны договорились отвести технику от Амары.", ("+", "certain", "planned", "endorses")),
        ("Эксперты опасаются, что бои у Амары возобновятся.", ("+", "possible", "predicted", "neutral")),
        ("Если перемирие рухнет, армия начнет штурм Амары.", ("+", "certain", "conditional", "endorses")),
        ("Отряды вошли бы в Амару, если бы не дождь.", ("-", "certain", "conditional", "endorses")),
    ],
)
def test_status_follows_the_words_around_the_event(claims_of, text: str, status: tuple[str, str, str, str]) -> None:
    (claim,) = claims_of(text)
    assert _status(claim) == status


def test_a_failed_storm_happened_and_its_repelling_side_is_the_target(claims_of) -> None:
    (claim,) = claims_of("Северная бригада отразила штурм Амары.")
    assert _status(claim)[0] == "+"
    assert [t.id for t in claim.targets] == ["northern"]
    assert claim.initiators == ()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("В Минобороны заявили, что боевики обстреляли Амару.", "Минобороны"),
        ("Боевики обстреляли Амару, сообщает пресс-центр штаба.", "пресс-центр штаба"),
        ("По словам очевидцев, боевики обстреляли Амару.", "очевидцев"),
        ("Боевики обстреляли Амару, передает агентство со ссылкой на мэра.", "мэра"),
        ("Военные зафиксировали обстрел Амары.", "Военные"),
        ("Слухи об уходе боевиков из Амары остались без ответа.", "Слухи"),
        ("Согласно документу, войска покидают Амару.", "документу"),
        ("Штаб: боевики обстреляли Амару", "Штаб"),
    ],
)
def test_the_innermost_speaker_is_the_source(claims_of, text: str, source: str) -> None:
    (claim,) = claims_of(text)
    assert claim.source == (source,)


def test_outer_speakers_follow_in_the_chain(claims_of) -> None:
    (claim,) = claims_of("По словам очевидцев, боевики обстреляли Амару, сообщает агентство.")
    assert (claim.source, claim.source_chain) == (("очевидцев",), ("очевидцев", "агентство"))


def test_his_data_are_those_of_the_speaker_before(claims_of) -> None:
    found = claims_of("Генштаб сообщил об обстреле Амары. По его данным, огонь открыли боевики.")
    assert [c.source for c in found] == [("Генштаб",), ("Генштаб",)]


def test_roles_in_the_active_and_the_passive(claims_of) -> None:
    (active,) = claims_of("Северная бригада атаковала колонну в Амаре.")
    (passive,) = claims_of("В Амаре боевиками задержаны два журналиста.")
    (noun,) = claims_of("Обстрел Амары Северной бригадой продолжается.")
    assert [a.id for a in active.initiators] == ["northern"]
    assert [t.text for t in active.targets] == ["колонну"]
    assert [t.text for t in passive.targets] == ["журналиста"]
    assert [a.text for a in passive.initiators] == ["боевиками"]
    assert [a.id for a in noun.initiators] == ["northern"]


def test_the_army_of_a_country_is_found_under_its_english_name(claims_of) -> None:
    (claim,) = claims_of("Турецкая армия обстреляла Амару.")
    assert [a.id for a in claim.initiators] == ["tr-army"]


def test_two_who_blame_each_other_make_two_claims(claims_of) -> None:
    found = claims_of("Анкара и Дамаск обвинили друг друга в нарушении перемирия.")
    assert [(c.source, [a.text for a in c.initiators]) for c in found] == [
        (("Анкара",), ["Дамаск"]),
        (("Дамаск",), ["Анкара"]),
    ]


def test_a_denial_in_the_next_sentence_denies_the_claim_before_it(claims_of) -> None:
    told, denied = claims_of("Активисты заявили, что бригада обстреляла Амару. В штабе это назвали ложью.")
    assert denied.trigger.text == "ложью"
    assert denied.polarity.value == "-"
    assert [(link.type.value, link.to) for link in denied.links] == [("denies", told.id)]
    assert (denied.places, denied.initiators, denied.source) == (told.places, told.initiators, ("штабе",))


def test_the_reports_own_denial_rejects_what_it_quotes(claims_of) -> None:
    told, denied = claims_of("Сообщения ряда СМИ об обстреле Амары не соответствуют действительности.")
    assert (told.source, told.author_stance.value) == (("ряда СМИ",), "rejects")
    assert (denied.source, denied.author_stance.value) == (("author",), "endorses")
    assert [link.to for link in denied.links] == [told.id]


def test_a_confirmation_is_linked(claims_of) -> None:
    first, second = claims_of("Активисты сообщили о задержании мэра Амары. Полиция подтвердила задержание.")
    assert [(link.type.value, link.to) for link in second.links] == [("confirms", first.id)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Боевики 4 мая обстреляли Амару.", ("2018-05-04", "2018-05-04")),
        ("Боевики обстреляли Амару 4 мая 2017 года.", ("2017-05-04", "2017-05-04")),
        ("В четверг боевики обстреляли Амару.", ("2018-05-10", "2018-05-10")),
        ("Вчера боевики обстреляли Амару.", ("2018-05-15", "2018-05-15")),
        ("В ночь на 5 мая боевики обстреляли Амару.", ("2018-05-04", "2018-05-05")),
        ("С 3 по 5 мая боевики обстреливали Амару.", ("2018-05-03", "2018-05-05")),
        ("За последние сутки боевики обстреляли Амару.", ("2018-05-15", "2018-05-16")),
        ("Войска планируют покинуть Амару до 22 мая.", ("2018-05-16", "2018-05-22")),
        ("Войска покинут Амару в пятницу.", ("2018-05-18", "2018-05-18")),
        ("В апреле боевики обстреляли Амару.", ("2018-04-01", "2018-04-30")),
        ("Три дня назад боевики обстреляли Амару.", ("2018-05-13", "2018-05-13")),
        ("Войска держат Амару в осаде с 1 мая.", ("2018-05-01", "2018-05-16")),
        ("Боевики обстреляли Амару.", ("None", "None")),
        ("Боевики обстреляли Амару 31 февраля.", ("None", "None")),
    ],
)
def test_days_are_reckoned_from_publication(claims_of, text: str, days: tuple[str, str]) -> None:
    (claim,) = claims_of(text)
    assert (str(claim.date_start), str(claim.date_end)) == days


def test_a_dateline_beats_the_metadata_and_days_after_signing_are_a_deadline(claims_of) -> None:
    signed, left = claims_of(
        "АМАРА, 2 мая. Стороны вчера подписали соглашение. "
        "Войска должны покинуть Салам в течение пяти дней после подписания."
    )
    assert signed.date_start == date(2018, 5, 1)
    assert (left.date_start, left.date_end) == (date(2018, 5, 1), date(2018, 5, 6))


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("При обстреле Амары погибли не менее 12 человек.", [(12, None)], []),
        ("При обстреле Амары убиты пятеро солдат, ранены 20 жителей.", [(5, 5)], [(20, 20)]),
        ("В результате авиаудара по Амаре погибли десятки людей.", [(24, None)], []),
        ("При обстреле Амары погибла женщина.", [(1, 1)], []),
        ("При обстреле Амары никто не погиб.", [], []),
    ],
)
def test_tolls_belong_to_their_event(claims_of, text: str, killed: list, injured: list) -> None:
    (claim,) = claims_of(text)
    assert [(c.low, c.high) for c in claim.killed] == killed
    assert [(c.low, c.high) for c in claim.injured] == injured


def test_a_toll_of_another_source_is_a_claim_of_its_own(claims_of) -> None:
    strike, toll = claims_of("Авиация нанесла удар по Амаре; по данным врачей, погибли 19 человек.")
    assert (strike.source, strike.killed) == (("author",), ())
    assert (toll.source, toll.type) == (("врачей",), strike.type)
    assert [(c.low, c.high) for c in toll.killed] == [(19, 19)]


def test_places_are_looked_up_in_the_nominative_and_worded_as_in_the_text(claims_of) -> None:
    found = claims_of("Бои идут под Амарой. Отряды вышли из Салама к Амаре.")
    assert [[(p.name, p.lat) for p in c.places][:1] for c in found] == [[("под Амарой", 34.1)], [("Салама", 34.4)]]
    assert found[1].places[0].place_id == "salam"


def test_a_place_that_nobody_knows_has_no_point(claims_of) -> None:
    (claim,) = claims_of("Бои идут под Вжахтырвой.")
    assert [(p.lat, p.lon) for p in claim.places] in ([(None, None)], [])
