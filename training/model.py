"""The tagger's network: a small BERT whose lower layers are shared, with a branch for triggers and one for claims.

    pieces -> embeddings -> shared layers -> trigger layers -> a label a piece: outside, inside, or the type begun
                                 |
                                 +-> window, marked with trigger and type -> claim layers -> roles, classes, vector
    two claim vectors and plain features -> link

The claim layers start as a copy of the encoder's own top layers.
"""

import json
import math
import struct
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    types: int
    roles: int
    classes: tuple[int, ...]
    links: int
    features: int
    vocabulary: int = 30522
    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    layers: int = 6
    shared: int = 4
    dropout: float = 0.1
    relative: int = 0  # buckets of MPNet's relative positions; 0 for BERT, which has none

    def as_dict(self) -> dict:
        return asdict(self)


class Layer(nn.Module):
    """One BERT encoder layer (post-norm)."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        h = shape.hidden
        self.heads = shape.heads
        self.query, self.key, self.value, self.out = (nn.Linear(h, h) for _ in range(4))
        self.norm_a, self.norm_b = nn.LayerNorm(h, eps=1e-12), nn.LayerNorm(h, eps=1e-12)
        self.up, self.down = nn.Linear(h, shape.inner), nn.Linear(shape.inner, h)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, h = x.shape
        q, k, v = (
            f(x).view(b, n, self.heads, h // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value)
        )
        mixed = F.scaled_dot_product_attention(q, k, v, bias.to(q.dtype)).transpose(1, 2).reshape(b, n, h)
        x = self.norm_a(x + self.drop(self.out(mixed)))
        return self.norm_b(x + self.drop(self.down(F.gelu(self.up(x)))))


def bias_of(mask: Tensor, relative: nn.Embedding | None) -> Tensor:
    """Attention bias: very low where padding stands, and MPNet's own for each distance of two pieces."""
    bias = (1.0 - mask[:, None, None, :].float()) * -1e4
    if relative is None:
        return bias
    at = torch.arange(mask.shape[1], device=mask.device)
    return bias + relative(bucket(at[:, None] - at[None, :], relative.num_embeddings)).permute(2, 0, 1)[None]


def bucket(distance: Tensor, buckets: int, reach: int = 128) -> Tensor:
    """MPNet's bucket of a distance from the piece that reads to the piece that is read: exact when near, then by
    logarithm, one half of the buckets for each direction."""
    half = buckets // 2
    near, far = half // 2, distance.abs()
    steps = torch.log(far.clamp(min=1).float() / near) / math.log(reach / near) * (half - near)
    size = torch.where(far < near, far, (near + steps.long()).clamp(max=half - 1))
    return size + (distance < 0).long() * half


class Reader(nn.Module):
    """Chunks of pieces -> hidden states of the shared layers, and trigger logits."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        h = shape.hidden
        self.word, self.position = nn.Embedding(shape.vocabulary, h), nn.Embedding(512, h)
        self.norm, self.drop = nn.LayerNorm(h, eps=1e-12), nn.Dropout(shape.dropout)
        self.shared = nn.ModuleList(Layer(shape, shape.dropout) for _ in range(shape.shared))
        self.top = nn.ModuleList(Layer(shape, shape.dropout) for _ in range(shape.layers - shape.shared))
        self.trigger = nn.Linear(h, shape.types + 2)
        self.relative = nn.Embedding(shape.relative, shape.heads) if shape.relative else None

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        bias = bias_of(mask, self.relative)
        x = self.word(ids) + self.position.weight[: ids.shape[1]]
        x = self.drop(self.norm(x))
        for layer in self.shared:
            x = layer(x, bias)
        y = x
        for layer in self.top:
            y = layer(y, bias)
        return x, self.trigger(self.drop(y))


class ClaimReader(nn.Module):
    """Windows of hidden states with marks -> role logits a piece, class logits and a vector a claim.

    marks: 0 before the sentence of the trigger, 1 in it, 2 after it, 3 the trigger itself.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        h = shape.hidden
        self.mark, self.kind = nn.Embedding(4, h), nn.Embedding(shape.types, h)
        self.norm = nn.LayerNorm(h, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape, 0.0) for _ in range(shape.layers - shape.shared))
        self.roles = nn.Linear(h, shape.roles * 3)
        self.hidden, self.classes = nn.Linear(h, h), nn.Linear(h, sum(shape.classes))
        self.drop = nn.Dropout(0.2)
        self.relative = nn.Embedding(shape.relative, shape.heads) if shape.relative else None

    def forward(self, x: Tensor, mask: Tensor, marks: Tensor, kind: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        at = (marks == 3).to(x.dtype)
        x = self.norm(x + self.mark(marks) + self.kind(kind)[:, None, :] * at[:, :, None])
        bias = bias_of(mask, self.relative)
        for layer in self.layers:
            x = layer(x, bias)
        at = at / at.sum(1, keepdim=True)
        vector = (x * at[:, :, None]).sum(1)
        return self.roles(self.drop(x)), self.classes(self.drop(F.gelu(self.hidden(self.drop(vector))))), vector


class Linker(nn.Module):
    """Vectors of two claims and features of the pair -> logits over the links that the first may have to the second."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        h, width = shape.hidden, 128
        self.first, self.second, self.both = nn.Linear(h, width), nn.Linear(h, width), nn.Linear(h, width)
        self.features, self.out = nn.Linear(shape.features, width), nn.Linear(width, shape.links)
        self.drop = nn.Dropout(0.2)

    def forward(self, vectors: Tensor, pairs: Tensor, features: Tensor) -> Tensor:
        a, b = vectors[pairs[:, 0]], vectors[pairs[:, 1]]
        x = self.first(self.drop(a)) + self.second(self.drop(b)) + self.both(self.drop(a * b)) + self.features(features)
        return self.out(F.gelu(x))


class Network(nn.Module):
    """The three parts together, for training."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.reader, self.claims, self.linker = Reader(shape), ClaimReader(shape), Linker(shape)
        nn.init.normal_(self.claims.mark.weight, std=0.1)
        nn.init.normal_(self.claims.kind.weight, std=0.1)

    def learned(self) -> dict[str, nn.Parameter]:
        """Parameters that training moves: all but the word vectors, which keep what they know of unseen names."""
        return {n: p for n, p in self.named_parameters() if n != "reader.word.weight"}

    def start_from(self, weights: Path) -> None:
        """Takes over the weights of an encoder (model.safetensors) of the same shape: BERT's, or MPNet's, whose
        vocabulary is BERT's behind four pieces of its own."""
        source = read_safetensors(weights)
        word, position = (source[f"embeddings.{n}_embeddings.weight"] for n in ("word", "position"))
        with torch.no_grad():
            if self.shape.relative:
                word = word[MPNET_OWN : MPNET_OWN + self.shape.vocabulary].clone()
                for bert, mpnet in MPNET_PIECES.items():
                    word[bert] = source["embeddings.word_embeddings.weight"][mpnet]
                position = position[2:]
                for part in (self.reader, self.claims):
                    part.relative.weight.copy_(source["encoder.relative_attention_bias.weight"])
            else:
                position = position + source["embeddings.token_type_embeddings.weight"][0]
            self.reader.word.weight.copy_(word)
            self.reader.position.weight.copy_(position)
            self.reader.norm.weight.copy_(source["embeddings.LayerNorm.weight"])
            self.reader.norm.bias.copy_(source["embeddings.LayerNorm.bias"])
        self.reader.word.weight.requires_grad_(False)
        for n in range(self.shape.layers):
            above = n - self.shape.shared
            for layer in [self.reader.shared[n]] if above < 0 else [self.reader.top[above], self.claims.layers[above]]:
                _fill(layer, source, f"encoder.layer.{n}.", MPNET_NAMES if self.shape.relative else NAMES)


MPNET_OWN = 4
MPNET_PIECES = {0: 1, 101: 0, 102: 2, 103: 30526}  # padding, start, separator, mask
NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm_a": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm_b": "output.LayerNorm",
}
MPNET_NAMES = NAMES | {
    "query": "attention.attn.q",
    "key": "attention.attn.k",
    "value": "attention.attn.v",
    "out": "attention.attn.o",
    "norm_a": "attention.LayerNorm",
}


def _fill(layer: Layer, source: dict[str, Tensor], prefix: str, names: dict[str, str]) -> None:
    with torch.no_grad():
        for ours, theirs in names.items():
            part = getattr(layer, ours)
            part.weight.copy_(source[f"{prefix}{theirs}.weight"])
            part.bias.copy_(source[f"{prefix}{theirs}.bias"])


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """Float32 tensors of a safetensors file: a length, a JSON header, raw bytes."""
    raw = path.read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8 : 8 + size])
    body = memoryview(raw)[8 + size :]
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            a, b = entry["data_offsets"]
            found[name] = torch.frombuffer(bytearray(body[a:b]), dtype=torch.float32).view(entry["shape"])
    return found
