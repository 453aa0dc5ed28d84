"""Which rules of the lexicon can be trusted alone: `python training/reliability.py GOLD` writes reliable.yaml.

A rule is reliable if, over the training corpora, at least LEAST of the claims that it finds match a coded claim of the
same type (with one added on either side, so that a rule seen once proves nothing).
"""

import hashlib
import sys
from collections import Counter
from pathlib import Path

import yaml

from trucewatch.extract.english.rules_extractor import RulesExtractor
from trucewatch.extract.scoring import load_gold, pairs
from trucewatch.world import World

LEAST = 0.6
CORPORA = ("claims-train", "claims-synthetic")
OUT = Path(__file__).parents[1] / "src" / "trucewatch" / "extract" / "english" / "reliable.yaml"


def main(gold: Path) -> None:
    """Measure every rule and write the reliable ones."""
    extractor, world = RulesExtractor(), World.general()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for corpus in CORPORA:
        for coded in load_gold(gold / corpus):
            claims = extractor.extract(coded.report, world)
            found.update(claim.rules["trigger"] for claim in claims)
            right.update(claim.rules["trigger"] for _, claim in pairs(coded, claims))
    trusted = sorted(rule for rule in found if (right[rule] + 1) / (found[rule] + 2) >= LEAST)
    body = {
        "lexicon_sha256": hashlib.sha256((OUT.parent / "lexicon.yaml").read_bytes()).hexdigest(),
        "least": LEAST,
        "rules": trusted,
    }
    OUT.write_text("# Made by training/reliability.py; see there.\n" + yaml.safe_dump(body, sort_keys=False), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
