#!/usr/bin/env python3
"""Checks an evidence bundle that Trucewatch wrote, with Python's standard library alone.

    python3 data/check.py [HEAD]

HEAD is the hash of the ledger's last entry as noted elsewhere, if it was. Prints what is wrong, one sentence a line,
and exits with 1; or says that all is as recorded, and exits with 0.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).resolve().parent
PARTS = {"body", "hash", "kind", "prev_hash", "seq"}
DECISIONS = {
    "claim_reviewed": None,
    "claim_corrected": "corrected",
    "claim_coded": "coded",
    "claims_linked": None,
    "record_flagged": None,
    "decision_undone": None,
}
"""Kinds of what people decided, and where in it the hash of the claim stands that they read."""
HASH = re.compile(
    rb'"hash":"([0-9a-f]{64})",(?="kind":"(?:[^"\\]|\\.)*","prev_hash":"[0-9a-f]{64}","recorded_at":"[^"]*","seq":[0-9]+\}$)'
)


def main(arguments: list[str]) -> int:
    """Check everything; the exit code."""
    problems = list(manifests(DATA.parent))
    entries: list[dict[str, Any]] = []
    problems += chain(entries, arguments[0] if arguments else None)
    problems += words(entries)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    if not problems:
        last = entries[-1]
        said = f"{len(entries)} entries, the last with number {last['seq']} and the hash {last['hash']}"
        sys.stdout.write(f"As recorded: {said}.\n")
    return 1 if problems else 0


def sha256(path: Path) -> str | None:
    """The SHA-256 of a file; None if it is missing."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def manifests(bag: Path) -> Iterator[str]:
    """What is wrong with the bag's files."""
    listed = set()
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (bag / name).read_text("utf-8").splitlines():
            digest, _, path = line.partition("  ")
            listed.add(path)
            if sha256(bag / path) != digest:
                yield f"{path} is missing or was changed."
    for found in sorted(DATA.rglob("*")):
        name = found.relative_to(bag).as_posix()
        if found.is_file() and name not in listed:
            yield f"{name} was added."


def chain(entries: list[dict[str, Any]], head: str | None) -> Iterator[str]:
    """What is wrong with the chain; fills `entries`."""
    before = None
    for number, line in enumerate((DATA / "chain.jsonl").read_bytes().splitlines(), start=1):
        try:
            entry = json.loads(line)
            if not entry.keys() >= PARTS:
                raise KeyError(PARTS - entry.keys())
            entries.append({**entry, "line": line})
            hashed = hashlib.sha256(HASH.sub(b"", line)).hexdigest()
            if hashed != entry["hash"]:
                yield f"Entry {entry['seq']} does not match its hash."
            if before is not None and (entry["prev_hash"], entry["seq"]) != (before["hash"], before["seq"] + 1):
                yield f"Entry {entry['seq']} does not follow the one before it."
            before = entry
        except (ValueError, TypeError, KeyError, AttributeError):
            yield f"Line {number} of chain.jsonl is no entry."
    if not entries:
        yield "chain.jsonl holds no entry."
    elif head is not None and head != entries[-1]["hash"]:
        yield f"The last entry's hash is not the one that was noted: {head}."


def words(entries: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the originals and the words that the entries speak of."""
    by_number = {entry["seq"]: entry for entry in entries}
    for path in sorted((DATA / "originals").iterdir()):
        if sha256(path) != path.name:
            yield f"originals/{path.name} is not what its name says."
    for folder in sorted((DATA / "reports").iterdir()):
        try:
            for link in json.loads((folder / "custody.json").read_bytes())["entries"]:
                entry = by_number.get(link["seq"])
                if entry is None:
                    yield f"reports/{folder.name}: entry {link['seq']} is not in chain.jsonl."
                    continue
                yield from of_entry(folder, entry)
        except (ValueError, TypeError, KeyError):
            yield f"reports/{folder.name}: what is recorded of its files cannot be read."


def of_entry(folder: Path, entry: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the files of one entry."""
    body, where = entry["body"], f"reports/{folder.name}"
    if entry["kind"] == "report_added":
        if sha256(folder / "report.json") != body["report"]["sha256"]:
            yield f"{where}/report.json is not what entry {entry['seq']} recorded."
            return
        text = json.loads((folder / "report.json").read_bytes())["text"]
        if text.encode("utf-8", "surrogatepass") != (folder / "text.txt").read_bytes():
            yield f"{where}/text.txt is not the text in report.json."
        if body["evidence"] is not None and not (DATA / "originals" / body["evidence"]).is_file():
            yield f"{where}: the original {body['evidence']} is missing."
    if entry["kind"] == "claims_extracted":
        name = f"claims-{entry['seq']:06}.json"
        if sha256(folder / name) != body["claims"]["sha256"]:
            yield f"{where}/{name} is not what entry {entry['seq']} recorded."
    if entry["kind"] in DECISIONS:
        yield from of_decision(folder, entry, f"decision-{entry['seq']:06}", DECISIONS[entry["kind"]])
    if entry["kind"] == "copies_found":
        yield from of_decision(folder, entry, f"copies-{entry['seq']:06}", None)


def of_decision(folder: Path, entry: dict[str, Any], name: str, claim: str | None) -> Iterator[str]:
    """What is wrong with the files of a decision: the first is the entry's body as it stands in the chain."""
    file = folder / f"{name}.json"
    said = file.read_bytes() if file.is_file() else b""
    if not said or not entry["line"].startswith(b'{"body":' + said + b',"by":'):
        yield f"reports/{folder.name}/{file.name} is not what entry {entry['seq']} recorded."
    if claim is not None and sha256(folder / f"{name}-claim.json") != entry["body"][claim]["sha256"]:
        yield f"reports/{folder.name}/{name}-claim.json is not what entry {entry['seq']} recorded."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
