import pytest

from trucewatch.ingest import origin_of
from trucewatch.model import Report

BODY = "Shells hit the mill of Dusthill on Monday, residents said. The army denied it."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{BODY}\n\nThis article was originally published by The Valley Lens.", "The Valley Lens"),
        (f"{BODY}\n\nOriginally published on valleylens.example", "valleylens.example"),
        (
            f"{BODY}\nThe original source of this article is Lookout Front\nCopyright © Lookout Front, 2017",
            "Lookout Front",
        ),
        (f"{BODY} The original source of this article is Lookout Front Copyright © Lookout Front", "Lookout Front"),
        (f"{BODY}\n\nRepublished with permission from Valley Lens", "Valley Lens"),
        (f"{BODY}\n\nArticles by: Jonna Vale", "Jonna Vale"),
        (f"{BODY}\n\nSource: Valley Coalition Media Office", "Valley Coalition Media Office"),
        (f"{BODY} (Source: Valley Coalition)", "Valley Coalition"),
        (f"PORT ALDO (Reuters) - {BODY}", "Reuters"),
        (f"Mill hit\n\nPORT ALDO, May 8 (AFP) — {BODY}", "AFP"),
        (f"Mill hit AFP Monday 8 May 2017 {BODY}", "AFP"),
        (f"{BODY} - REUTERS", "REUTERS"),
        (f"{BODY} (With AFP and Reuters)", "AFP and Reuters"),
        (f"{BODY} (AP)", "AP"),
        (f"{BODY}\n\nTranslated from The Delta Sheet", "The Delta Sheet"),
        (f"{BODY} (Translated from the Arabic original in Al-Wadi Daily)", "Al-Wadi Daily"),
        (f"{BODY}\nThis article was translated from Russian by Delta Desk.", "Delta Desk"),
        (f"Translated by Jonna Vale from Delta Sheet\n{BODY}", "Delta Sheet"),
        (f"Mill hit\n\nTranslation of an article by Delta Sheet. {BODY}", "Delta Sheet"),
    ],
)
def test_a_stated_origin_is_found_with_its_place_and_reason(text, name):
    found = origin_of(Report(id="r", text=text))
    assert found.name == name
    assert text[found.span.start : found.span.end] == name
    assert name in found.reason


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{BODY} Reuters could not verify the report.",
        f"{BODY} He told AFP that the mill was empty.",
        "A source: nobody. " + BODY * 20,
        f"{BODY} The clip was first seen in 2016.",
        f"{BODY} Translated from Arabic.",
        f"{BODY} In a statement translated by Reuters he denied it.",
        f"{BODY} Words were hardly translated from paper into deeds.",
    ],
)
def test_a_mention_is_no_stated_origin(text):
    assert origin_of(Report(id="r", text=text)) is None


def test_what_the_platform_says_comes_first():
    report = Report(id="a", text="Shells fell near the mill.\n\nSource: Reuters", reposted_from="Brigade Press")
    stated = origin_of(report)
    assert (stated.name, stated.span) == ("Brigade Press", None)
    assert "Brigade Press" in stated.reason


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (f"PORT ALDO (Reuters) - {BODY}", True),
        (f"{BODY}\n\nSource: Reuters", True),
        (f"{BODY}\n\nThis article was originally published by Valley Lens.", True),
        (f"{BODY}\n\nRepublished with permission from Valley Lens", True),
        (f"{BODY}\n\nTranslated from Valley Lens", True),
        (f"{BODY}\n\nTranslated by Jonna Vale", False),
        (f"{BODY}\n\nArticles by: Jonna Vale", False),
        (f"{BODY}\n\nSource: a film of the day", False),
        (f"{BODY} A map of it was first published by Valley Lens.", False),
        (f"{BODY} (With AFP and Reuters)", False),
        (f"{BODY} He spoke of it in an interview with Reuters", False),
    ],
)
def test_a_statement_about_the_text_is_told_from_one_that_may_be_about_something_else(text, plain):
    assert origin_of(Report(id="r", text=text)).plain is plain


def test_a_translation_is_named_as_one():
    stated = origin_of(Report(id="r", text=f"{BODY}\n\nTranslated from Delta Sheet"))
    assert stated.reason == "The report is a translation from Delta Sheet."
