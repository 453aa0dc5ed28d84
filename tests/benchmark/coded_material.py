"""Where the published benchmark lies, and a small invented coding that tests may break."""

from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BENCHMARK = ROOT / "benchmark"

TEXT = "Guards shelled Orlo on Monday, killing 3 people. The mayor denied that guards shelled Orlo."
SENTENCES = [{"n": 0, "start": 0, "end": 48, "text": TEXT[:48]}, {"n": 1, "start": 49, "end": 91, "text": TEXT[49:]}]
FIRST = {
    "id": "c1",
    "sentence": 0,
    "trigger": "shelled",
    "occurrence": 1,
    "type": "shelling",
    "initiators": ["Guards"],
    "targets": [],
    "places": [{"name": "Orlo", "lat": None, "lon": None}],
    "date_start": "2020-03-02",
    "date_end": "2020-03-02",
    "source": ["author"],
    "polarity": "+",
    "certainty": "certain",
    "mode": "actual",
    "author_stance": "endorses",
    "links": [],
    "killed": [{"who": "people", "low": 3, "high": 3}],
    "injured": [],
}
DENIAL = FIRST | {
    "id": "c2",
    "sentence": 1,
    "initiators": ["guards"],
    "date_start": None,
    "date_end": None,
    "source": ["The mayor"],
    "polarity": "-",
    "author_stance": "neutral",
    "links": [{"type": "denies", "to": "c1"}],
    "killed": [],
}

Coded = Callable[..., Path]
