import pytest
from tamesna import INCIDENTS, incident

from trucewatch.model import Origin
from trucewatch.publish.confidence import in_incident, lowest
from trucewatch.publish.document import Confidence

BY_ID = {item.id: item for item in INCIDENTS}
OPP = Origin(id="o", name="O", side="opposition", claims=("voice-0505/c1",))
OPP_2 = Origin(id="p", name="P", side="opposition", claims=("voice-0508/c1",))
NONE = Origin(id="q", name="Q", side="none", claims=("quiet-0505/c1",))
CLAIMS = ("voice-0505/c1", "quiet-0505/c1")


@pytest.mark.parametrize(
    ("origins", "probability", "expected"),
    [
        ((OPP, NONE), 0.9, Confidence.HIGH),
        ((OPP, NONE), 0.6, Confidence.MODERATE),
        ((OPP, OPP_2), 0.9, Confidence.MODERATE),
        ((), 0.9, Confidence.UNKNOWN),
    ],
)
def test_high_needs_two_origins_of_different_interest(
    origins: tuple[Origin, ...], probability: float, expected: Confidence
) -> None:
    made = incident("X", "shelling", CLAIMS, "supported", probability=probability, origins=origins)
    assert in_incident(made) is expected


def test_a_live_denial_of_any_part_keeps_it_from_high() -> None:
    assert in_incident(BY_ID["T-3"]) is Confidence.MODERATE


def test_denied_and_hedged_reports_are_low_and_what_is_ahead_is_unknown() -> None:
    assert in_incident(BY_ID["T-2"]) is Confidence.LOW
    assert in_incident(BY_ID["T-7"]) is Confidence.LOW
    assert in_incident(BY_ID["T-5"]) is Confidence.UNKNOWN


def test_the_lowest_of_none_is_unknown() -> None:
    assert lowest([]) is Confidence.UNKNOWN
    assert lowest([Confidence.HIGH, Confidence.LOW]) is Confidence.LOW
