from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.world.mentions import Mention, NameFinder

FINDER = NameFinder(
    [
        ("Syrian Democratic Forces", "sdf"),
        ("SDF", "sdf"),
        ("IS", "is"),
        ("US", "us"),
        ("Islamic State", "is"),
        ("rebels", "opp"),
        ("Moscow", "ru"),
        ("Hay'at Tahrir al-Sham", "hts"),
        ("هيئة تحرير الشام", "hts"),
    ]
)


def named(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.id) for m in FINDER.find(text)]


def test_the_longest_name_wins_and_the_span_is_the_texts_own() -> None:
    assert named("The Syrian Democratic Forces met Islamic State fighters.") == [
        ("Syrian Democratic Forces", "sdf"),
        ("Islamic State", "is"),
    ]


def test_acronyms_need_their_capitals() -> None:
    assert named("It is clear to us that IS left before the US came.") == [("IS", "is"), ("US", "us")]


def test_a_name_needs_a_capital_and_a_class_word_does_not() -> None:
    assert named("Rebels and rebels; moscow and Moscow.") == [("Rebels", "opp"), ("rebels", "opp"), ("Moscow", "ru")]


def test_possessives_are_left_out_of_the_span() -> None:
    assert named("Moscow's plan, Moscow’s jets, the rebels' camp, Moscows talks") == [
        ("Moscow", "ru"),
        ("Moscow", "ru"),
        ("rebels", "opp"),
        ("Moscows", "ru"),
    ]


def test_marks_and_scripts_are_folded() -> None:
    assert named("Hay’at Taḥrīr al-Shām said") == [("Hay’at Taḥrīr al-Shām", "hts")]
    assert named("قالت هيئة تحرير الشام إن") == [("هيئة تحرير الشام", "hts")]


def test_namesakes_stand_side_by_side() -> None:
    finder = NameFinder([("Zahra", "a"), ("Zahra", "b")])
    assert finder.find("in Zahra") == [Mention(3, 8, "a"), Mention(3, 8, "b")]


@given(
    st.lists(
        st.sampled_from(
            ["SDF", "IS", "the", "Syrian", "Democratic", "Forces", "rebels", "’s", ".", "é", "Moscow", "\n", "ال"]
        )
    )
)
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(parts: list[str]) -> None:
    text = " ".join(parts)
    found = FINDER.find(text)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert all(text[m.start : m.end].strip() for m in FINDER.find(text))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["kafr zita", "the a b", "a b c d", "105th mill", "tabqa"]), st.text("ab", min_size=1)
        )
    )
)
def test_names_given_folded_are_found_like_names_in_capitals(names: list[tuple[str, str]]) -> None:
    text = "Kafr Zita, A B, A B C D, the 105th Mill and the 105Th Mill, tabqa, TABQA."
    assert NameFinder.of_folded(names).find(text) == NameFinder((n.title(), i) for n, i in names).find(text)
