"""The hash of what a view rests on is that of its canonical JSON, whatever letters stand in it."""

import hashlib
from datetime import date

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model import Claim, Report
from trucewatch.views import corpus_hash

LETTERS = st.text(st.sampled_from("az/é\uffee\U0001f600\u2028"), min_size=1, max_size=3)
RADII = st.sampled_from([0.0, 1.5, 2.0, 1e-7, 1e21, 12345678.25])


def claim(report: str, radius: float) -> Claim:
    trigger = {"text": "shelled", "start": 0, "end": 7}
    place = {"name": "Tell Amara", "lat": 35.0, "lon": 36.9, "radius_km": radius}
    given_ = {"id": "c1", "report": report, "trigger": trigger, "type": "shelling", "places": [place]}
    return Claim.model_validate({**given_, "date_start": date(2031, 5, 4)})


@given(st.dictionaries(LETTERS, RADII, max_size=4), st.lists(LETTERS, max_size=2))
def test_it_is_the_hash_of_the_canonical_json_of_all_of_it(radii: dict[str, float], decisions: list[str]) -> None:
    reports = {key: Report(id=key, text=f"shelled {key}") for key in radii}
    claims = {one.key: one for one in (claim(key, radius) for key, radius in radii.items())}
    whole = {
        "reports": {key: hashlib.sha256(report.text.encode()).hexdigest() for key, report in reports.items()},
        "claims": {key: one.model_dump(mode="json") for key, one in claims.items()},
    } | ({"decisions": decisions} if decisions else {})
    assert corpus_hash(reports, claims, decisions) == hashlib.sha256(rfc8785.dumps(whole)).hexdigest()
