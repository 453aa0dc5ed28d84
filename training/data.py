"""Gold reports as tensors: chunks with trigger labels, windows of claims with role labels, pairs of claims."""

import importlib.util
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from gold import CLASSES, LINKS, ROLES, GoldClaim, GoldReport
from rename import renamed

ENGLISH = Path(__file__).parents[1] / "src/trucewatch/extract/english"


def _load(name: str):
    """A module of the package that needs nothing but numpy and tokenizers, without the package around it."""
    spec = importlib.util.spec_from_file_location(f"english_{name}", ENGLISH / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


pieces = _load("pieces")
pairs = _load("pairs")
READ = 0.5  # share of the claims of a batch whose roles and status are learnt from, to save time
MASK, PUNCTUATION = 103, {",", "'", '"', "’", "“", "”", "-"}


@dataclass
class Batch:
    """Chunks [c, n], their trigger targets [c, n, labels], and claims that point into them. `whole` are the pieces
    before any was hidden."""

    ids: Tensor
    whole: Tensor
    mask: Tensor
    trigger: Tensor
    counted: Tensor
    chunk: Tensor
    span: Tensor
    marks: Tensor
    type: Tensor
    roles: Tensor
    classes: Tensor
    pairs: Tensor
    features: Tensor
    links: Tensor

    def to(self, device: str) -> "Batch":
        """The same batch on a device."""
        return Batch(**{f.name: getattr(self, f.name).to(device, non_blocking=True) for f in fields(self)})


def batch_of(
    reports: list[GoldReport],
    tokenizer: Tokenizer,
    types: list[str],
    noise: random.Random | None,
    names: list[str] = (),
) -> Batch:
    """One batch of whole reports; `noise` moves cuts, drops punctuation, hides pieces and exchanges place names."""
    rows, every, claims, links = [], [], [], []
    for original in reports:
        swap = noise and names and noise.random() < 0.4
        report = renamed(original, names, noise) if swap else original
        stream = pieces.split(tokenizer, report.text, report.sentences)
        if noise:
            stream = _weather(stream, tokenizer, noise, report.corpus)
        size = noise.randint(190, pieces.CHUNK) if noise else pieces.CHUNK
        base, first = len(rows), len(claims)
        cut = pieces.chunks(stream, size)
        rows += [(stream, c) for c in cut]
        kept = _claims(report, stream, cut, base, types)
        every += kept
        kept = [c for c in kept if not noise or noise.random() < READ]
        claims += kept
        links += _pairs(report, kept, first)
    return _tensors(rows, every, claims, links, types, noise)


def _weather(stream, tokenizer: Tokenizer, noise: random.Random, corpus: str):
    """Drops some separators, and from half of the invented reports the punctuation, as copies on the web do."""
    drop = (
        {tokenizer.token_to_id(t) for t in PUNCTUATION}
        if corpus == "claims-synthetic" and noise.random() < 0.5
        else set()
    )
    keep = np.array(
        [not (i in drop or (i == pieces.SEP and noise.random() < 0.1)) for i in stream.ids.tolist()], dtype=bool
    )
    return pieces.Pieces(*(getattr(stream, f)[keep] for f in ("ids", "starts", "ends", "sentence", "word")))


def _claims(report: GoldReport, stream, cut, base: int, types: list[str]) -> list[dict]:
    found = []
    for claim in report.claims:
        at = stream.covering(*claim.trigger)
        if at is None:
            continue
        row = next(n for n, c in enumerate(cut) if c.own <= at[0] < c.end)
        begin, end = pieces.window(stream, cut[row], *at)
        roles = np.zeros((end - begin, len(ROLES)), dtype=np.int64)
        for r, role in enumerate(ROLES):
            for span in claim.roles[role]:
                where = stream.covering(*span)
                if where and begin <= where[0] and where[1] <= end:
                    roles[where[0] - begin, r] = 1
                    roles[where[0] - begin + 1 : where[1] - begin, r] = 2
        found.append(
            {
                "gold": claim,
                "chunk": base + row,
                "begin": begin - cut[row].begin + 1,
                "at": (at[0] - cut[row].begin + 1, at[1] - cut[row].begin + 1),
                "marks": pieces.marks(stream, begin, end, *at),
                "roles": roles,
                "type": types.index(claim.type),
                "stream_at": at,
            }
        )
    return found


def _fact(report: GoldReport, c: GoldClaim):
    polarity, _, mode, _, author = (labels[k] for labels, k in zip(CLASSES.values(), c.classes, strict=True))
    return pairs.Fact(
        c.type,
        c.sentence,
        report.text[slice(*c.trigger)],
        c.words["initiator"],
        c.words["place"],
        c.words["source"],
        author == "author",
        polarity == "-",
        mode == "conditional",
    )


def _pairs(report: GoldReport, claims: list[dict], first: int) -> list[tuple[int, int, list[float], int]]:
    facts = [_fact(report, c["gold"]) for c in claims]
    place = {c["gold"].id: n for n, c in enumerate(claims)}
    label = {}
    for n, c in enumerate(claims):
        for kind, to in c["gold"].links:
            if to in place and (n, place[to]) not in label:
                label[n, place[to]] = LINKS.index(kind)
    return [
        (first + a, first + b, pairs.features(facts[a], facts[b], b - a), label.get((a, b), 0))
        for a in range(len(claims))
        for b in range(len(claims))
        if 0 < abs(a - b) <= pairs.REACH
    ]


def _tensors(rows, every, claims, links, types, noise) -> Batch:
    width = max(c.end - c.begin for _, c in rows) + 1
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    counted = np.zeros((len(rows), width), dtype=np.float32)
    trigger = np.zeros((len(rows), width, len(types) + 2), dtype=np.float32)
    for n, (stream, c) in enumerate(rows):
        length = c.end - c.begin + 1
        ids[n, 0], ids[n, 1:length] = pieces.CLS, stream.ids[c.begin : c.end]
        mask[n, :length], counted[n, 1 + c.own - c.begin : length] = 1, 1
    whole = ids.copy()
    for n, (_, c) in enumerate(rows if noise else ()):
        length = c.end - c.begin + 1
        hide = np.array([noise.random() < 0.06 for _ in range(length)]) & (ids[n, :length] > 103)
        ids[n, :length][hide] = MASK
    for claim in every:
        a, b = claim["at"]
        trigger[claim["chunk"], a, 2 + claim["type"]] += 1
        trigger[claim["chunk"], a + 1 : b, 1] += 1
    trigger[:, :, 0] = trigger.sum(-1) == 0
    trigger[:, :, 1] *= trigger[:, :, 2:].sum(-1) == 0
    trigger /= trigger.sum(-1, keepdims=True)
    longest = max((len(c["marks"]) for c in claims), default=1)
    marks = np.full((len(claims), longest), -1, dtype=np.int64)
    roles = np.full((len(claims), longest, len(ROLES)), -100, dtype=np.int64)
    for n, c in enumerate(claims):
        marks[n, : len(c["marks"])], roles[n, : len(c["marks"])] = c["marks"], c["roles"]
    width_f = pairs.FEATURES
    return Batch(
        *map(torch.from_numpy, (ids, whole, mask, trigger, counted)),
        torch.tensor([c["chunk"] for c in claims], dtype=torch.long),
        torch.tensor([c["begin"] for c in claims], dtype=torch.long),
        torch.from_numpy(marks),
        torch.tensor([c["type"] for c in claims], dtype=torch.long),
        torch.from_numpy(roles),
        torch.tensor([c["gold"].classes for c in claims], dtype=torch.long).view(-1, 5),
        torch.tensor([p[:2] for p in links], dtype=torch.long).view(-1, 2),
        torch.tensor([p[2] for p in links], dtype=torch.float32).view(-1, width_f),
        torch.tensor([p[3] for p in links], dtype=torch.long),
    )


@dataclass
class Steps(Dataset):
    """The batches of a plan, each with noise of its own, so that workers may make them in any order."""

    plan: list[list[GoldReport]]
    tokenizer: Tokenizer
    types: list[str]
    seed: int
    names: list[str]

    def __len__(self) -> int:
        return len(self.plan)

    def __getitem__(self, n: int) -> Batch:
        return batch_of(self.plan[n], self.tokenizer, self.types, random.Random(f"{self.seed} {n}"), self.names)


def feed(steps: Steps, workers: int, device: str) -> Iterator[Batch]:
    """The batches in their order, on a device, made by so many processes beside (0: by this one)."""
    for batch in DataLoader(steps, batch_size=None, num_workers=workers):
        yield batch.to(device)


def windows(hidden: Tensor, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Hidden states of the claim windows, their mask, and the marks with padding set to zero."""
    length = batch.marks.shape[1]
    at = (batch.span[:, None] + torch.arange(length, device=hidden.device)).clamp(max=hidden.shape[1] - 1)
    x = hidden[batch.chunk[:, None], at]
    mask = (batch.marks >= 0).long()
    return x, mask, batch.marks.clamp(min=0)
