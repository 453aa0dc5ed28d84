import json

import pytest

from trucewatch.ingest import detect_language

SAMPLES = {
    "en": "Two shells fell near the mill of Dusthill on Monday, residents said, and nobody was hurt.",
    "ar": "سقطت قذيفتان قرب الطاحونة يوم الاثنين ولم يصب أحد بأذى بحسب ما قال السكان",
    "ru": "Два снаряда упали в понедельник возле мельницы, сообщили жители, никто не пострадал.",
    "fr": "Deux obus sont tombés lundi près du moulin, ont indiqué des habitants, sans faire de blessés.",
    "es": "Dos proyectiles cayeron el lunes cerca del molino, dijeron los vecinos, sin causar heridos.",
    "uk": "Два снаряди впали в понеділок біля млина, повідомили мешканці, ніхто не постраждав.",
    "tr": "Pazartesi günü değirmenin yakınına iki top mermisi düştü, ölen ya da yaralanan olmadı.",
    "de": "Zwei Granaten schlugen am Montag nahe der Mühle ein, sagten Anwohner, verletzt wurde niemand.",
}


@pytest.mark.parametrize("code", SAMPLES)
def test_a_sentence_is_enough(code):
    assert detect_language(SAMPLES[code]) == code


@pytest.mark.parametrize("text", ["", "Fog.", "12:30 45 60 mm", "...", "2017-05-05 14:30:00 33.51 36.29 120 82 60 45"])
def test_too_little_to_tell_is_unknown(text):
    assert detect_language(text) is None


def test_letters_without_words_are_unknown():
    assert detect_language("xq zzkt wvv bnq ppllw rrt xxz qqw mmn vvb ttg kkz") is None


@pytest.mark.parametrize(
    ("folder", "code"),
    [("claims-dev", "en"), ("claims-synthetic", "en"), ("claims-ar-dev", "ar"), ("claims-ru-dev", "ru")],
)
def test_the_material_is_recognised(shared, folder, code):
    with (shared / "gold" / folder / "reports.jsonl").open(encoding="utf-8") as lines:
        found = [detect_language(report["text"]) for report in map(json.loads, lines)]
    assert found.count(code) >= 0.97 * len(found), found
