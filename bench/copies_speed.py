"""How fast and how small the index of copies is: `python -m bench copies_speed`, over 100,000 invented reports.

One in ten takes over another one's text, in another order or with new sentences. The time is that of this process's
processor, since other work on the machine is not the index's doing.
"""

import random
import resource
import time
from datetime import date
from itertools import accumulate

from trucewatch.ingest import CopyIndex
from trucewatch.model import Report

REPORTS = 100_000
MOST_SECONDS = 60.0
MOST_BYTES = 2_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def invented(count: int, seed: int = 1) -> list[Report]:
    chance = random.Random(seed)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(3, 9))) for _ in range(20_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))

    def sentence() -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(10, 30))).capitalize()

    texts: list[str] = []
    for _ in range(count):
        if len(texts) > 10 and chance.random() < 0.1:
            taken = chance.choice(texts).split(". ")
            chance.shuffle(taken)
            parts = taken if chance.random() < 0.5 else [*taken[:2], *(sentence() for _ in range(8))]
        else:
            parts = [sentence() for _ in range(chance.randint(6, 14))]
        texts.append(". ".join(parts))
    return [Report(id=f"r{n}", text=text, published=date(2017, 5, 1 + n % 28)) for n, text in enumerate(texts)]


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(count: int = REPORTS) -> int:
    reports = invented(count)
    words = sum(len(report.text.split()) for report in reports) / count
    index, before, start = CopyIndex(), peak(), time.process_time()
    index.add(reports)
    seconds, size = time.process_time() - start, (peak() - before) / count
    start = time.process_time()
    found = index.copies()
    print(f"{count:,} reports of {words:.0f} words: indexed in {seconds:.1f} s, {size:,.0f} bytes a report")
    print(f"{len(found):,} pairs found and measured in {time.process_time() - start:.1f} s")
    return int(seconds > MOST_SECONDS * count / REPORTS or size > MOST_BYTES)


if __name__ == "__main__":
    raise SystemExit(main())
