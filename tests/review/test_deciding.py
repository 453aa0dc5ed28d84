"""A person accepts, corrects, rejects: what is refused, what the ledger says then, and who hears what."""

from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review_material import TEXT, tell

from trucewatch.model import EventType
from trucewatch.model.errors import ConflictError, InputError
from trucewatch.review.fields import FIELDS, line_of, value_of


def test_a_corrected_claim_says_whose_it_is(ledger, at_desk):
    (entry,) = at_desk("Ana").correct("r1/c1", {"killed": "12 civilians", "certainty": "probable"})
    now = ledger.claims()["r1/c1"]
    assert (now.killed[0].low, now.killed[0].high, now.killed[0].who) == (12, 12, "civilians")
    assert (now.reviewed.by, now.reviewed.fields, now.reviewed.entry) == ("Ana", ("certainty", "killed"), entry.seq)
    assert "civilians" not in str(entry.body)
    assert now.links == ()
    assert now.initiators[0].id == "brigade"


def test_places_and_actors_are_looked_up_where_no_id_is_given(ledger, at_desk):
    at_desk("Ana").correct("r1/c3", {"places": "Deir Salam", "initiators": "Northern Brigade"})
    now = ledger.claims()["r1/c3"]
    assert (now.places[0].place_id, now.places[0].lat, now.initiators[0].id) == ("deir-salam", 35.6, "brigade")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"type": "war"}, r'type: "war" is not in the codebook'),
        ({"weather": "rain"}, r'no field "weather"'),
        ({"initiators": "Southern Brigade"}, r'initiators: "Southern Brigade" does not stand in report r1'),
        ({"initiators": "Fighters = nobody"}, r'knows no actor "nobody"'),
        ({"places": "Tell Amara = nowhere"}, r'knows no place "nowhere"'),
        ({"places": "Tell Amara @ 95, 36"}, r"places\.0\.lat"),
        ({"trigger": "bombed"}, r'trigger: "bombed" does not stand there in report r1'),
        ({"trigger": "shelled @ 3"}, r"in report r1 at 3"),
        ({"date_start": "yesterday"}, r'"yesterday" is no day'),
        ({"date_start": "2021-05-09"}, r"ends on 2021-05-01, before it starts"),
        ({"killed": "many"}, r"gives no number"),
        ({"killed": "9..3 civilians"}, r"3 is less than 9"),
        ({"killed": "3 soldiers"}, r'"soldiers" does not stand'),
        ({"links": "denies c9"}, r'no other claim "c9"'),
        ({"links": "denies c1"}, r'no other claim "c1"'),
        ({"links": "hates c2"}, r"is no link"),
        ({"source": ""}, r"source: a claim has one"),
        ({"source": "author"}, r"in its own voice it endorses"),
        ({"source": "a\0b"}, r"shorten it"),
        ({"killed": "1 civilians;" * 500}, r"shorten it"),
        ({"initiators": [3]}, r"a list of texts or objects"),
        ({"polarity": ["+"]}, r"polarity"),
        ({"certainty": "certain"}, r"Nothing of claim r1/c1 is changed"),
        ({}, r"Nothing of claim r1/c1 is changed"),
    ],
)
def test_what_the_codebook_or_the_text_does_not_allow_is_refused_in_a_sentence(ledger, at_desk, changes, sentence):
    before = ledger.head()
    with pytest.raises(InputError, match=sentence) as refused:
        at_desk("Ana").correct("r1/c1", changes)
    assert "\n" not in str(refused.value)
    assert ledger.head() == before


def test_unknown_claims_and_nameless_people_are_refused(ledger, at_desk):
    for name in ("r9/c1", "r1/c9", "nothing", "/", "r1/", "\0/\0", "a" * 5000):
        with pytest.raises(InputError, match="There is no claim"):
            at_desk("Ana").accept(name)
    for name in ("  ", "x" * 201, "a\0b"):
        with pytest.raises(InputError, match="needs the name"):
            at_desk(name)


def test_reasons_and_requests_have_an_end(ledger, at_desk):
    with pytest.raises(InputError, match="The reason has 5000 letters"):
        at_desk("Ana").accept("r1/c1", reason="x" * 5000)
    for request in ("", "x" * 201, "a\0"):
        with pytest.raises(InputError, match="The request needs a name"):
            at_desk("Ana").link("same", "r1/c1", "r2/c1", request=request)
    assert list(ledger.entries("incidents_regrouped")) == []


def test_a_second_person_is_told_who_was_first_and_nothing_is_recorded(ledger, at_desk):
    ana, ben = at_desk("Ana"), at_desk("Ben")
    version = ben.see("r1/c1").version
    ana.reject("r1/c1")
    before = ledger.head()
    with pytest.raises(ConflictError, match=r"^Ana decided first: claim r1/c1 was rejected; look at it again\.$"):
        ben.accept("r1/c1", version=version)
    assert ledger.head() == before
    ben.accept("r1/c1")
    assert ledger.claims()["r1/c1"].reviewed.by == "Ben"


def test_a_claim_that_was_read_anew_is_looked_at_again(ledger, at_desk):
    version = at_desk("Ana").see("r1/c1").version
    tell(ledger, "r1", supersedes=True)
    with pytest.raises(ConflictError, match="read anew"):
        at_desk("Ana").accept("r1/c1", version=version)


def test_of_many_who_decide_at_once_one_is_heard(ledger, at_desk):
    people = [at_desk(f"Person {n}") for n in range(8)]
    version = people[0].see("r1/c1").version
    start, heard, told = Barrier(len(people)), [], []

    def decide(person) -> None:
        start.wait()
        try:
            heard.extend(person.accept("r1/c1", version=version, request=person.by))
        except ConflictError as error:
            told.append(str(error))

    threads = [Thread(target=decide, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == 1
    assert len(told) == len(people) - 1
    assert all(sentence.startswith(f"{heard[0].by} decided first") for sentence in told)
    assert len(list(ledger.entries("claim_reviewed"))) == 1


def test_who_names_no_version_says_nothing_twice(ledger, at_desk):
    ana, ben = at_desk("Ana"), at_desk("Ben")
    first = ana.accept("r1/c1", request="one")
    assert ana.accept("r1/c1", request="two") == first
    with pytest.raises(ConflictError, match=r"Ana decided first: claim r1/c1 was accepted already; .*\(\S+\+5\)"):
        ben.accept("r1/c1")
    assert len(list(ledger.entries("claim_reviewed"))) == 1
    ben.accept("r1/c1", version=ben.see("r1/c1").version)
    (corrected,) = ben.correct("r1/c2", {"certainty": "possible"})
    assert ben.accept("r1/c2") == (corrected,)
    ben.reject("r1/c2")
    assert ben.reject("r1/c2")[0].body["verdict"] == "rejected"
    assert [e.by for e in ledger.entries("claim_reviewed")] == ["Ana", "Ben", "Ben"]


def test_of_many_who_name_no_version_one_is_heard(ledger, at_desk):
    start, heard, told = Barrier(8), [], []

    def decide(person) -> None:
        start.wait()
        try:
            heard.extend(person.accept("r1/c1", request=f"{len(heard)} {id(person)}"))
        except ConflictError as error:
            told.append(str(error))

    threads = [Thread(target=decide, args=(at_desk(name),)) for name in ("Ana", "Ben") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (entry,) = ledger.entries("claim_reviewed")
    assert {one.seq for one in heard} == {entry.seq}
    assert len(heard) + len(told) == len(threads)
    assert all(sentence.startswith(f"{entry.by} decided first") for sentence in told)


def test_the_same_request_is_recorded_once_and_another_one_under_its_name_is_refused(ledger, at_desk):
    ana = at_desk("Ana")
    first = ana.accept("r1/c1", request="k")
    assert ana.accept("r1/c1", request="k") == first
    with pytest.raises(ConflictError, match='request "k" was another decision'):
        ana.reject("r1/c1", request="k")
    with pytest.raises(ConflictError, match="another decision"):
        at_desk("Ben").accept("r1/c1", request="k")
    assert len(list(ledger.entries("claim_reviewed"))) == 1


def test_a_correction_back_to_what_was_read_is_an_acceptance(ledger, at_desk):
    at_desk("Ana").correct("r1/c1", {"certainty": "possible"})
    (entry,) = at_desk("Ben").correct("r1/c1", {"certainty": "certain"})
    assert (entry.kind, entry.body["verdict"]) == ("claim_reviewed", "accepted")


def test_lines_say_all_of_a_field(ledger, at_desk):
    at_desk("Ana").correct("r1/c1", {"killed": "10..12 civilians; 3.. ; ..4", "links": "causes c3; confirms c2"})
    now = ledger.claims()["r1/c1"]
    assert line_of(now, "killed") == "10..12 civilians; 3..; ..4"
    assert line_of(now, "links") == "causes c3; confirms c2"
    for name in FIELDS:
        line = line_of(now, name)
        if name != "places":
            assert line_of(now.model_validate({**now.model_dump(), name: _plain(name, line)}), name) == line


def _plain(name: str, line: str):
    value = value_of(name, line)
    return {**value, "end": value["start"] + len(value["text"])} if name == "trigger" else value


@given(field=st.sampled_from(FIELDS), line=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_line_is_read_or_refused_in_a_sentence(ledger, at_desk, field, line):
    try:
        at_desk("Ana").correct("r2/c1", {field: line})
    except InputError:
        return
    claim = ledger.claims()["r2/c1"]
    assert claim.trigger.text == TEXT[claim.trigger.start : claim.trigger.end]
    assert claim.type in EventType
