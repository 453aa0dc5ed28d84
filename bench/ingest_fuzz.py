"""Damaged files of every format: `python -m bench ingest_fuzz`, some thousands of them, or `main(count)`.

Each is a whole file with bytes changed, cut out, doubled or put in. Every one must end in a report or in a sentence,
within its time, and no reader may break off.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from trucewatch.ingest import read

ROOT = Path(__file__).parent.parent
EACH = 1000


def whole_files() -> dict[str, bytes]:
    sys.path.insert(0, str(ROOT / "tests" / "ingest"))
    from ingest_material import BODY, TITLE, docx, mail, page, pdf, rss, telegram, wacz, warc

    archive = warc(("https://a.example/", "text/html", page()))
    return {
        "a.html": page(),
        "a.pdf": pdf([BODY.split(". "), ["Nobody was hurt."]], title=TITLE),
        "a.docx": docx(*BODY.split("\n\n")),
        "a.eml": mail(attachments=(("a.docx", "application/x", docx("Fog.")),)),
        "a.xml": rss(("https://a.example/", TITLE, "<p>Fog.</p>")),
        "a.warc.gz": archive,
        "a.warc": warc(("https://a.example/", "text/html", page()), packed=False),
        "a.wacz": wacz(archive, "https://a.example/"),
        "result.json": telegram({"text": ["Fog ", {"type": "bold", "text": "here"}]}),
        "a.srt": b"1\n00:00:01,000 --> 00:00:02,000\nFog.\n" * 5,
        "a.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Mara>Fog.\n",
        "a.jsonl": b'{"text": "Fog."}\n{"text": "Rain."}\n',
        "a.csv": b'text,published\n"Fog, rain",2017-05-08\n',
    }


def damaged(raw: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 6)):
        at, added = chance.randrange(len(raw) + 1), chance.randbytes(chance.randint(1, 8))
        match chance.randrange(4):
            case 0:
                raw = raw[:at] + added + raw[at + len(added) :]
            case 1:
                raw = raw[:at] + raw[at + chance.randint(1, 200) :]
            case 2:
                raw = raw[:at] + raw[max(0, at - 50) : at] + raw[at:]
            case _:
                raw = raw[:at] + added + raw[at:]
    return raw


def main(each: int = EACH) -> int:
    chance, broken = random.Random(1), 0
    with tempfile.TemporaryDirectory() as place:
        for name, raw in whole_files().items():
            folder = Path(place) / name.replace(".", "-")
            folder.mkdir()
            names = []
            for number in range(each):
                names.append(folder / f"{number:05}-{name}")
                names[-1].write_bytes(damaged(raw, chance))
            start, ends = time.perf_counter(), Counter()
            for item in read(names):
                said = str(item.error)
                bad = "broke off" in said or "within" in said or "cannot be read (" in said
                ends["report" if item.report else "broken" if bad else "sentence"] += 1
                if bad:
                    print(said)
            broken += ends["broken"]
            seconds = time.perf_counter() - start
            print(f"{name:<12} {each:>6} files {seconds:7.1f} s  {dict(ends)}", flush=True)
    return int(broken > 0)


if __name__ == "__main__":
    raise SystemExit(main())
