"""Names of private persons in French, Russian and Arabic quotations: taken out by rules, rather one place too many."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tamesna import make_view
from tamesna_world import SETTING

from trucewatch.model import Actor, Claim, Place, Report
from trucewatch.publish.release import release
from trucewatch.publish.release.persons import Persons
from trucewatch.publish.release.redaction import small_numbers

# Private names in braces, names that must stay in angle brackets; all invented.
SENTENCES = {
    "fr": """
Selon {Ahmad Khalil}, un commerçant de <Tell Amara>, les obus sont tombés près du four.
Une habitante, {Leïla Mansour}, a dit que personne n'était venu.
Le docteur {Hani Barakat} a soigné les blessés jusqu'au soir, et {Barakat} est resté.
Mme {Nour Shahin} et son fils {Walid} ont fui vers <Tell Amara>.
{Samir Qabbani} dirige le dispensaire depuis l'hiver.
L'activiste {Rima al-Joundi} a filmé le convoi.
Le nommé {Abou Omar} est parmi les morts.
Le ministre des affaires étrangères <Sergueï Orlov> a promis le calme.
La <Brigade du Nord> a démenti.
Le corps de {H. Ibrahim} a été trouvé lundi.
""",
    "ru": """
{Ахмад Халиль}, торговец из города <Тель-Амара>, сказал, что снаряды упали у пекарни.
По словам жительницы {Лейлы Мансур}, никто не пришёл.
Доктор {Хани Баракат} лечил раненых до вечера, {Баракат} остался.
Активист {Самир} снял колонну у <Тель-Амары>.
В списке погибших {Иван Петрович Сидоров} и {Мария Ивановна}.
Тело {Сидорова И. П.} нашли в понедельник.
Среди убитых {Абу Омар} и его брат {Юсуф Дарвиш}.
Министр иностранных дел <Сергей Орлов> обещал спокойствие.
<Северная бригада> это отрицала.
Журналистка {Анна Котова} была ранена.
""",
    "ar": """
قال {أحمد الخليل} إن القذائف سقطت قرب الفرن في <تل عمارة>.
قالت المواطنة {ليلى منصور} إن أحدا لم يأت.
عالج الدكتور {هاني بركات} الجرحى حتى المساء.
قتل {أبو عمر} وشقيقه {يوسف درويش} أمس.
وأضاف {سهيل الحموي} أن الطريق مغلق.
الناشط {سمير} صور الرتل قرب <تل عمارة>.
عثر على جثة {محمد بن صالح} اليوم.
قال وزير الخارجية <سيرغي أورلوف> إن الهدوء سيعود.
نفت <اللواء الشمالي> ذلك.
قالت {أم يوسف} إن ابنها {خالد الحسن} جرح.
""",
}
SETTING_OF = SETTING.model_copy(
    update={
        "places": (
            *SETTING.places,
            Place(
                id="ta", name="Tell Amara West", lat=22, lon=13, radius_km=2, kind="town",
                variants=("تل عمارة", "Тель-Амара"),
            ),
        ),
        "actors": (
            *SETTING.actors,
            Actor(id="nb2", name="Brigade du Nord", aliases=("Северная бригада", "اللواء الشمالي"), kind="armed_group"),
        ),
    }
)  # fmt: skip
PERSONS = Persons(SETTING_OF)


@pytest.mark.parametrize(
    ("language", "marked"),
    [(language, line) for language, text in SENTENCES.items() for line in text.strip().splitlines()],
)
def test_private_names_are_found_and_public_ones_stay(language: str, marked: str) -> None:
    text = re.sub(r"[{}<>]", "", marked)
    spans = PERSONS.spans(text, language)
    left = "".join(c if not any(a <= i < b for a, b in spans) else "█" for i, c in enumerate(text))
    for name in re.findall(r"{([^}]+)}", marked):
        for part in re.findall(r"[^\W\d_]{2,}", name):
            assert not re.search(rf"(?<!\w){re.escape(part)}(?!\w)", left), (part, left)
    for name in re.findall(r"<([^>]+)>", marked):
        assert name in left, (name, left)


def test_without_the_russian_recogniser_the_rules_find_more_not_less() -> None:
    program = (
        "import sys; sys.modules['natasha'] = None\n"
        "from trucewatch.publish.release.foreign_names import foreign_names\n"
        "text = sys.stdin.read()\n"
        "print(' '.join(text[a:b] for a, b in foreign_names(text, 'ru', {'тель-амара'})))\n"
    )
    marked = " ".join(SENTENCES["ru"].strip().splitlines()[n] for n in (0, 4))
    done = subprocess.run(
        [sys.executable, "-c", program], input=re.sub(r"[{}<>]", "", marked), capture_output=True, text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    for name in re.findall(r"{([^}]+)}", marked):
        assert set(name.split()) <= set(done.stdout.split()), (name, done.stdout)


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("ru", "Ахмад Халиль рассказал, что обстрел убил двоих человек.", "обстрел"),
        ("ar", "قال أحمد الخليل إن قصف الحي قتل شخصين.", "قصف"),
        ("fr", "Selon Ahmad Khalil, le bombardement a tué deux personnes.", "bombardement"),
    ],
)
def test_a_quotation_leaves_without_the_name_and_the_small_figure(language: str, text: str, word: str) -> None:
    start = text.index(word)
    report = Report(id="x", text=text, language=language, publisher="Voice of the Valley", title=text)
    claim = Claim(
        id="c", report="x", trigger={"text": word, "start": start, "end": start + len(word)}, type="shelling",
        source=("author",),
    )  # fmt: skip
    view = make_view(
        reports={"x": report}, claims={claim.key: claim}, incidents=(), findings=(), copies=(), unread=(), holdings=(),
        obligations=(),
    )  # fmt: skip
    out = release(view).view
    (left,) = out.reports.values()
    for gone in ("Khalil", "Ahmad", "Ахмад", "Халиль", "أحمد", "الخليل", "двоих", "deux", "شخصين"):
        assert gone not in left.text
        assert gone not in (left.title or "")
    assert word in left.text
    assert "[name withheld]" in left.text
    (shown,) = out.claims.values()
    assert left.text[shown.trigger.start : shown.trigger.end] == word


def test_a_text_in_other_letters_than_its_languages_leaves_its_triggers_only() -> None:
    text = "Ahmad Khalil rasskazal, chto obstrel ubil dvoikh."
    report = Report(id="x", text=text, language="ru")
    claim = Claim(id="c", report="x", trigger={"text": "obstrel", "start": 29, "end": 36}, type="shelling")
    claim = claim.model_copy(update={"trigger": claim.trigger.model_copy(update={"start": 28, "end": 35})})
    view = make_view(reports={"x": report}, claims={claim.key: claim}, incidents=(), findings=(), copies=(), unread=())
    (left,) = release(view).view.reports.values()
    assert "Khalil" not in left.text


@pytest.mark.parametrize("words", ["ناشطون", "активисты", "مصدر عسكري", "местные жители"])
def test_speakers_who_are_described_stay(words: str) -> None:
    assert PERSONS.of_words(words) == ()


@pytest.mark.parametrize("words", ["سهيل الحموي", "Ахмад Халиль", "أبو عمر", "врач Анна"])
def test_speakers_who_are_named_go(words: str) -> None:
    assert PERSONS.of_words(words)


@pytest.mark.parametrize(
    ("language", "text", "figures"),
    [
        ("ru", "Погибли трое, ранены 12.", ["трое"]),
        ("ru", "Не менее трёх человек погибли.", []),
        ("fr", "Deux civils tués le 3 mai, 15 blessés.", ["Deux"]),
        ("ar", "قتل ثلاثة مدنيين وجرح ٢ آخرون.", ["ثلاثة", "٢"]),
        ("ar", "سقط قتيلان في القصف.", ["قتيلان"]),
    ],
)
def test_small_figures_of_people_are_found_in_every_language(language: str, text: str, figures: list[str]) -> None:
    assert [text[c.start : c.end] for c in small_numbers(text, 5, language)] == figures


@settings(deadline=None)
@given(st.text(alphabet="أبوعمر محمد قال Ахмад ИПович.,!? «»-’\n", max_size=80), st.sampled_from(["ar", "fr", "ru"]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    spans = PERSONS.spans(text, language)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
