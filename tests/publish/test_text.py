import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.publish.text import quote, visible

TEXT = "First sentence. Army guns shelled the quarter, Gen. Amal said. They left.\nNew line here"


def words_around(words: str) -> tuple[str, str, str]:
    start = TEXT.index(words)
    found = quote(TEXT, start, start + len(words), words)
    return (found.before, found.trigger, found.after)


def test_the_quote_is_the_sentence_around_the_trigger() -> None:
    assert words_around("shelled") == ("Army guns ", "shelled", " the quarter, Gen. Amal said.")


def test_a_line_break_ends_a_sentence() -> None:
    assert words_around("left") == ("They ", "left", ".")
    assert words_around("line") == ("New ", "line", " here")


def test_words_that_are_not_at_their_place_are_given_alone_and_said_to_be_so() -> None:
    found = quote(TEXT, 3, 10, "shelled")
    assert (found.before, found.trigger, found.after, found.exact) == ("", "shelled", "", False)


def test_a_sentence_without_end_is_shortened() -> None:
    long = "word " * 1000 + "shelled " + "word " * 1000
    start = long.index("shelled")
    found = quote(long, start, start + 7, "shelled")
    assert found.before.startswith("… ")
    assert found.after.endswith(" …")
    assert len(found.before + found.after) < 700


@given(st.text(max_size=60), st.text(min_size=1, max_size=10), st.text(max_size=60))
def test_any_text_gives_a_quote_that_holds_the_trigger(before: str, trigger: str, after: str) -> None:
    found = quote(before + trigger + after, len(before), len(before) + len(trigger), trigger)
    assert found.exact
    assert found.trigger == trigger


def test_direction_overrides_are_spelt_out_and_arabic_stays_as_it_is() -> None:
    assert visible("a\u202eb\u2066c\u0007") == "a[U+202E]b[U+2066]c[U+0007]"
    assert visible("قصف\u200c على\u200f تل") == "قصف\u200c على\u200f تل"


@given(st.text())
def test_nothing_that_is_shown_can_reorder_or_control(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(c) == "Cc" for c in shown if c not in "\n\t")
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
