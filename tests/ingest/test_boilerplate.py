"""Page furniture. Every page here is invented."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.ingest import boilerplate_spans

NEWS = (
    "Rebel shells hit the mill of Dusthill on Monday, residents said. The army denied it. "
    "Talks go on in Port Aldo, where both sides signed a truce last week."
)


def marked(text: str) -> str:
    return " | ".join(text[span.start : span.end] for span in boilerplate_spans(text))


@pytest.mark.parametrize(
    "tail",
    [
        "Please donate to keep our reporters in the field.",
        "If you like what we do, please support us via PayPal: desk@example.org",
        "Your donation keeps this page alive!",
        "Copyright © The Dusthill Gazette 2017. All rights reserved.",
        "The contents of this article are the sole responsibility of the author.",
        "The views expressed in this article are the author's own and do not necessarily reflect those of the editors.",
        "The Gazette grants permission to cross-post its articles on community sites.",
        "Follow us on Twitter and Facebook",
        "Help us keep reporting. Donate from 3 euros a month.",
        "Read also: Who shelled the mill? | Ten years since Port Aldo",
        "Subscribe to our newsletter",
        "This article was originally published by The Valley Lens.",
        "The original source of this article is The Valley Lens.",
        "Articles by: Jonna Vale",
        "Photo: Jonna Vale / The Valley Lens",
        "Share on Facebook",
        "We use cookies to improve this site. Privacy policy",
        "For media inquiries: desk@example.org",
        "Contact us at desk@example.org",
        "Read also\nArmy shells Port Aldo\nBrigade takes Salt Hill",
        "Related articles:\nHow the mill fell\nMap: who holds the valley",
        "Подписывайтесь на наш канал",
        "جميع الحقوق محفوظة",
    ],
)
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_what_a_page_says_of_itself_is_marked_and_the_news_is_not(tail, between):
    assert marked(NEWS + between + tail) == tail
    assert marked(tail + "\n\n" + NEWS) == tail


@pytest.mark.parametrize(
    "tail",
    [
        "Please donate to keep our reporters in the field.",
        "Copyright The Dusthill Gazette 2017",
        "Read Also",
        "(Source: Valley Coalition Media Office)",
        "Reporting by Jonna Vale; Editing by Tor Brand",
    ],
)
def test_furniture_run_together_with_the_text_is_marked(tail):
    assert marked(f"{NEWS} {tail}") == tail


def test_what_stands_between_furniture_goes_with_it():
    tail = (
        "Support us today.\nThe Gazette\nP.O. Box 12, Port Aldo\n"
        'The material here is made available under "fair use". '
        "It is given away without profit to those who asked for it for research and schooling. "
        "You need permission from the owner to publish it elsewhere."
    )
    assert marked(f"{NEWS}\n\n{tail}") == tail


@pytest.mark.parametrize(
    "sentence",
    [
        "The governor urged neighbouring states to donate blood and tents to the wounded.",
        "The brigade said that it would support the truce if the army withdrew its troops.",
        "Fighters follow the road to Salt Hill, residents said.",
        "The minister said the army would share the map of mined fields with the monitors.",
        "In a post on its Twitter account the brigade said that its commander was killed.",
        "The video was first posted in 2016, and it shows a quarry.",
        "The agreement grants the guarantors the right to post troops along the line.",
        "Related talks on prisoners resume on Friday.",
        "Kofi Marrow, the envoy, called it a breach of the ceasefire.",
        "Contact between the two commands was lost after the strike.",
    ],
)
def test_news_that_sounds_like_furniture_is_kept(sentence):
    assert marked(f"{NEWS} {sentence} Nobody was hurt in the attack, the monitors said.") == ""


def test_headlines_under_a_heading_end_where_sentences_begin():
    text = f"Read also:\nArmy shells Port Aldo\n\n{NEWS}"
    assert marked(text) == "Read also:\nArmy shells Port Aldo"


@given(st.text(max_size=400))
def test_spans_are_in_order_apart_and_inside(text):
    at = 0
    for span in boilerplate_spans(text):
        assert at <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip()
        at = span.end


@pytest.mark.parametrize("folder", ["claims-train", "claims-dev", "claims-synthetic", "claims-ar-dev", "claims-ru-dev"])
def test_no_coded_event_lies_in_page_furniture(shared, folder):
    inside, coded = [], 0
    with (shared / "gold" / folder / "reports.jsonl").open(encoding="utf-8") as lines:
        texts = {report["id"]: report["text"] for report in map(json.loads, lines)}
    for name, text in texts.items():
        path = shared / "gold" / folder / f"{name}.json"
        spans = boilerplate_spans(text)
        gold = json.loads(path.read_text("utf-8")) if path.exists() else {"claims": []}
        for claim in gold["claims"]:
            start = gold["sentences"][claim["sentence"]]["start"] - 1
            for _ in range(claim.get("occurrence", 1)):
                start = text.find(claim["trigger"], start + 1)
            coded += 1
            if any(span.start < start + len(claim["trigger"]) and start < span.end for span in spans):
                inside.append((name, claim["id"]))
    assert coded > 100
    assert inside == []
