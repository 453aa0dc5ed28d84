"""Who did it to whom, where."""

from trucewatch.model import Claim, EventType


def ids(parties) -> list[str | None]:
    return [p.id for p in parties]


def one(found: list[Claim], kind: EventType) -> Claim:
    (claim,) = [c for c in found if c.type is kind]
    return claim


def test_active_and_passive_say_the_same(claims_of) -> None:
    active = one(claims_of("The Velmari army shelled a hospital in Tell Amara."), EventType.SHELLING)
    passive = one(claims_of("A hospital in Tell Amara was shelled by the Velmari army."), EventType.SHELLING)
    for claim in (active, passive):
        assert ids(claim.initiators) == ["velmari-army"]
        assert "hospital" in claim.targets[0].text
        assert "tell-amara" in [p.place_id for p in claim.places]


def test_a_noun_takes_its_by_and_of_phrases(claims_of) -> None:
    claim = one(
        claims_of("The capture of Qasr Nimr by the Harun Front surprised everyone."), EventType.TERRITORY_CAPTURED
    )
    assert ids(claim.initiators) == ["harun-front"]
    assert [p.place_id for p in claim.places] == ["qasr-nimr"]


def test_a_light_verb_gives_its_subject_to_the_noun(claims_of) -> None:
    claim = one(
        claims_of("The Northern Brigade launched an attack on the River Guard in Deir Salam."), EventType.ASSAULT
    )
    assert ids(claim.initiators) == ["northern-brigade"]
    assert ids(claim.targets) == ["river-guard"]


def test_clashes_between_two_sides(claims_of) -> None:
    claim = one(
        claims_of("Clashes between the Northern Brigade and the Harun Front went on in Wadi Hilal."),
        EventType.ARMED_CLASH,
    )
    assert ids(claim.initiators) == ["northern-brigade"]
    assert ids(claim.targets) == ["harun-front"]


def test_joined_doers_and_those_who_lead_them(claims_of) -> None:
    text = "The Velmari army, led by the River Guard, stormed the barracks in Tell Amara."
    assert ids(one(claims_of(text), EventType.ASSAULT).initiators) == ["velmari-army", "river-guard"]


def test_who_is_driven_out_is_the_target(claims_of) -> None:
    claim = one(claims_of("The Velmari army drove the Harun Front out of Deir Salam."), EventType.TERRITORY_CAPTURED)
    assert ids(claim.initiators) == ["velmari-army"]
    assert ids(claim.targets) == ["harun-front"]
    assert "deir-salam" in [p.place_id for p in claim.places]


def test_captured_from_whom(claims_of) -> None:
    claim = one(
        claims_of("The River Guard captured the town of Qasr Nimr from the Northern Brigade."),
        EventType.TERRITORY_CAPTURED,
    )
    assert ids(claim.targets) == ["northern-brigade"]


def test_who_loses_a_town_is_the_target(claims_of) -> None:
    claim = one(
        claims_of("The Harun Front lost the town of Qasr Nimr to the Velmari army."), EventType.TERRITORY_CAPTURED
    )
    assert ids(claim.initiators) == ["velmari-army"]
    assert ids(claim.targets) == ["harun-front"]


def test_a_pronoun_goes_back_to_the_last_doer(claims_of) -> None:
    found = claims_of("The Harun Front stormed Deir Salam on Monday. It then shelled Tell Amara.")
    assert ids(one(found, EventType.SHELLING).initiators) == ["harun-front"]


def test_the_group_goes_back_to_a_name(claims_of) -> None:
    found = claims_of("The Harun Front stormed Deir Salam on Monday. The group then withdrew from Tell Amara.")
    assert ids(one(found, EventType.WITHDRAWAL).initiators) == ["harun-front"]


def test_the_town_goes_back_to_a_place(claims_of) -> None:
    found = claims_of("The Harun Front stormed the town of Deir Salam. The Velmari army shelled the town.")
    assert [p.place_id for p in one(found, EventType.SHELLING).places] == ["deir-salam"]


def test_the_speaker_is_not_the_doer(claims_of) -> None:
    claim = one(claims_of("The Northern Brigade said that shells hit Tell Amara."), EventType.SHELLING)
    assert claim.initiators == ()


def test_several_places_of_one_event(claims_of) -> None:
    claim = one(claims_of("Clashes continued in Tell Amara and near Wadi Hilal."), EventType.ARMED_CLASH)
    assert [p.name for p in claim.places] == ["Tell Amara", "near Wadi Hilal"]
    assert all(p.lat is not None for p in claim.places)


def test_a_gerund_belongs_to_whom_the_word_before_it_names(claims_of) -> None:
    claim = one(claims_of("Three people died in rebel shelling of Tell Amara."), EventType.SHELLING)
    assert [p.text for p in claim.initiators] == ["rebel"]
    assert "people" not in [p.text for p in claim.initiators]


def test_who_heard_or_counted_a_blast_did_not_cause_it(claims_of) -> None:
    for text in (
        "The River Guard recorded an air strike on Tell Amara.",
        "The River Guard observed an attack on Tell Amara.",
    ):
        assert [c.initiators for c in claims_of(text)] == [()]


def test_a_town_is_no_dam_and_a_part_of_it_is_its_own(claims_of) -> None:
    told = "The Harun Front entered the town of Deir Salam. The Velmari army holds the Tell Amara dam. "
    found = claims_of(told + "The Harun Front shelled the town.")
    assert [p.place_id for p in one(found, EventType.SHELLING).places] == ["deir-salam"]
    found = claims_of("The Harun Front stormed the town of Deir Salam. The Velmari army shelled most of the town.")
    assert [p.place_id for p in one(found, EventType.SHELLING).places] == ["deir-salam"]


def test_to_take_part_is_to_take_no_place(claims_of) -> None:
    types = {c.type for c in claims_of("The Harun Front takes part in the talks on Tell Amara.")}
    assert EventType.TERRITORY_CAPTURED not in types
    found = claims_of("The Harun Front took part of Tell Amara.")
    assert [c.type for c in found] == [EventType.TERRITORY_CAPTURED]
