"""Trains the claim tagger: python fit.py --gold ../../shared/gold --out work/first [--all]

A second round goes on from the first, with its texts and half of those of the first: --start FILE --rounds 2. A teacher
is a larger network, trained without one fold of the reports: --base --fold K. A pupil learns from the coders and from
the teacher that did not see the report: --teachers FILE... --share 0.8.

Without --all a seventh of the real reports is held out and scored after every epoch; with it everything is trained on.
"""

import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

import data
import extra
from data import Batch, Steps, feed, pairs, windows
from distil import Opinion, fold, teachers
from gold import CLASSES, LINKS, ROLES, GoldReport, digest, held_out, load
from measure import measure
from model import Network, Shape
from rename import pool

BASE = {"hidden": 768, "inner": 3072, "layers": 12, "shared": 8, "relative": 32}
FOLDS = 3
FOLDERS = ("claims-train", "claims-synthetic")


def losses(net: Network, batch: Batch, teacher: Network | None = None, share: float = 0.0) -> dict[str, Tensor]:
    """Loss of each task, each of the order of one. With a teacher its opinion makes up a share of every target."""
    hidden, trigger = net.reader(batch.ids, batch.mask)
    told = Opinion(teacher, batch, share) if teacher else None
    count = max(1, len(batch.type))
    every = batch.trigger[:, :, 2:].sum().clamp(min=1)
    target = told.blend("trigger", batch.trigger) if told else batch.trigger
    log = F.log_softmax(trigger.float(), -1)
    out = {"trigger": -(target * log).sum(-1).mul(batch.counted).sum() / every}
    if not len(batch.type):
        return out
    roles, classes, vectors = net.claims(*windows(hidden, batch), batch.type)
    out |= claim_losses(net, batch, roles, classes, told)
    if len(batch.links):
        link = net.linker(vectors.float(), batch.pairs, batch.features).float()
        out["links"] = F.cross_entropy(link, batch.links, reduction="sum") / count
    return out


def claim_losses(net: Network, batch: Batch, roles: Tensor, classes: Tensor, told: Opinion | None) -> dict[str, Tensor]:
    """Losses of roles and classes."""
    seen = batch.roles >= 0
    target = F.one_hot(batch.roles.clamp(min=0), 3).float()
    target = told.blend("roles", target) if told else target
    log = roles.float().view(*batch.roles.shape, 3).log_softmax(-1)
    of_classes = torch.zeros((), device=log.device)
    for n, part in enumerate(classes.float().split(net.shape.classes, -1)):
        label = F.one_hot(batch.classes[:, n], part.shape[-1]).float()
        label = told.blend(f"class {n}", label) if told else label
        of_classes = of_classes + F.cross_entropy(part, label, label_smoothing=0.02)
    return {"roles": -(target * log).sum(-1)[seen].sum() / len(batch.type) / 10, "classes": of_classes}


def batches(reports: list[GoldReport], size: int, noise: random.Random) -> list[list[GoldReport]]:
    """Groups of reports of about equal length, each of about so many characters, in random order."""
    order = sorted(reports, key=lambda r: len(r.text) * noise.uniform(0.8, 1.2))
    found: list[list[GoldReport]] = [[]]
    for report in order:
        if found[-1] and sum(len(r.text) for r in found[-1]) + len(report.text) > size * 1.2:
            found.append([])
        found[-1].append(report)
    noise.shuffle(found)
    return found


def planned(
    reports: list[GoldReport], size: int, folds: int, noise: random.Random
) -> list[tuple[int, list[GoldReport]]]:
    """What one pass reads: groups of reports of one fold, with the number of that fold, in random order."""
    of_fold = [[r for r in reports if fold(r, folds) == k] for k in range(folds)]
    parts = [(k, part) for k, some in enumerate(of_fold) for part in batches(some, size, noise)]
    noise.shuffle(parts)
    return parts


def groups(net: Network, rate: float, decay: float) -> list[dict]:
    """Parameter groups: lower layers learn slower, new parts faster, norms and biases without weight decay."""
    rates: dict[str, float] = {}
    layers = net.shape.layers
    for name in net.learned():
        kind, *rest = name.split(".")
        if kind == "reader" and rest[0] in ("position", "norm"):
            rates[name] = rate * decay**layers
        elif kind == "reader" and rest[0] in ("shared", "top"):
            depth = int(rest[1]) + (net.shape.shared if rest[0] == "top" else 0)
            rates[name] = rate * decay ** (layers - 1 - depth)
        elif kind == "claims" and rest[0] == "layers":
            rates[name] = rate * 1.5
        else:
            rates[name] = rate * 4
    return [
        {"params": [p], "lr": rates[n], "peak": rates[n], "weight_decay": 0.01 if p.ndim > 1 else 0.0}
        for n, p in net.learned().items()
    ]


def begun(args: argparse.Namespace, types: list[str]) -> Network:
    """The network that training begins with: an encoder's layers, or what an earlier run ended with."""
    sizes = (len(types), len(ROLES), tuple(map(len, CLASSES.values())), len(LINKS), pairs.FEATURES)
    net = Network(Shape(*sizes, **(BASE if args.base else {"shared": args.shared})))
    if args.start:
        net.load_state_dict(torch.load(args.start, weights_only=True)["state"])
    else:
        net.start_from(args.encoder / "model.safetensors")
    return net.to(args.device)


class Learning:
    """A network on its way, with the running mean of its weights, which is what is kept of it."""

    def __init__(self, net: Network, args: argparse.Namespace, total: int) -> None:
        self.net, self.args, self.total, self.step = net, args, total, 0
        self.told = teachers(args.teachers, args.device)
        self.optimiser = torch.optim.AdamW(groups(net, args.rate, 0.93), betas=(0.9, 0.98), fused=True)
        self.mean = {k: v.clone() for k, v in net.state_dict().items()}
        self._own = list(net.learned().values())
        self._kept = [self.mean[k] for k in net.learned()]

    def learn(self, batch: Batch, fold_of_batch: int) -> dict[str, Tensor]:
        """One step; the losses before it."""
        self.step += 1
        scale = min(self.step / (0.1 * self.total), (self.total - self.step) / (0.9 * self.total) + 0.01)
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * scale
        with torch.autocast(self.args.device, dtype=torch.bfloat16):
            parts = losses(self.net, batch, self.told[fold_of_batch] if self.told else None, self.args.share)
        self.optimiser.zero_grad()
        sum(parts.values()).backward()
        torch.nn.utils.clip_grad_norm_(self._own, 2.0)
        self.optimiser.step()
        with torch.no_grad():
            torch._foreach_lerp_(self._kept, self._own, 1 - min(self.args.mean, self.step / (self.step + 10)))
        return {name: value.detach() for name, value in parts.items()}


def train(args: argparse.Namespace, reports: list[GoldReport], kept: list[GoldReport], types: list[str]) -> None:
    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    noise, names = random.Random(args.seed), pool(args.gold / "places-ucdp.csv")
    rounds, folds = args.rounds if args.start else 1, max(1, len(args.teachers))
    plan = [planned(extra.some(reports, rounds, noise), args.batch, folds, noise) for _ in range(args.epochs)]
    learning = Learning(begun(args, types), args, sum(map(len, plan)))
    for epoch, parts in enumerate(plan):
        started, sums = time.time(), dict.fromkeys(("trigger", "roles", "classes", "links"), 0.0)
        learning.net.train()
        steps = Steps([some for _, some in parts], tokenizer, types, args.seed + epoch, names)
        for (k, _), batch in zip(parts, feed(steps, args.workers, args.device), strict=True):
            for name, value in learning.learn(batch, k).items():
                sums[name] += value / len(parts)
        line = {"epoch": epoch, "seconds": round(time.time() - started)}
        print(json.dumps(line | {name: round(float(value), 3) for name, value in sums.items()}), flush=True)
    learning.net.load_state_dict(learning.mean)
    if kept:
        print(json.dumps(measure(learning.net, kept, tokenizer, types, args.device)), flush=True)
    state = {name: value.cpu() for name, value in learning.mean.items()}
    torch.save(
        {"state": state, "shape": learning.net.shape.as_dict(), "types": types, "record": args.record},
        args.out / "network.pt",
    )


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--gold", type=Path, required=True)
    a.add_argument("--encoder", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    a.add_argument("--out", type=Path, required=True)
    a.add_argument("--all", action="store_true")
    a.add_argument("--base", action="store_true", help="the encoder is MPNet's base size: a teacher")
    a.add_argument("--fold", type=int, help="leaves out this third of the reports, for a teacher to tell of")
    a.add_argument("--teachers", type=Path, nargs="*", default=[], help="networks, each trained without one fold")
    a.add_argument("--share", type=float, default=0.5, help="of each target that a teacher's opinion makes up")
    a.add_argument("--device", default="cpu")
    a.add_argument("--workers", type=int, default=0, help="processes that make batches")
    a.add_argument("--start", type=Path, help="network.pt of an earlier run to go on from")
    a.add_argument("--rounds", type=int, choices=(1, 2), default=1, help="rounds of invented reports to learn from")
    a.add_argument("--epochs", type=int, default=6)
    a.add_argument("--batch", type=int, default=5000, help="characters of text in one step")
    a.add_argument("--rate", type=float, default=2e-4)
    a.add_argument("--read", type=float, default=0.5, help="share of the claims whose roles and status are learnt from")
    a.add_argument("--mean", type=float, default=0.99)
    a.add_argument("--shared", type=int, default=4)
    a.add_argument("--seed", type=int, default=20170504)
    args = a.parse_args()
    torch.set_num_threads(2)
    data.READ = args.read
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    folders = [args.gold / f for f in FOLDERS]
    reports = [r for f in folders for r in load(f)]
    reports += extra.load_all(args.rounds)
    types = sorted({c.type for r in reports for c in r.claims})
    kept = [] if args.all else [r for r in reports if r.corpus == "claims-train" and held_out(r.id)]
    if args.fold is not None:
        reports = [r for r in reports if fold(r, FOLDS) != args.fold]
    names = {r.id for r in kept}
    args.record = {
        "corpus_sha256": digest(folders),
        "corpus": list(FOLDERS),
        "texts_sha256": extra.digest(args.rounds),
        "seed": args.seed,
        "epochs": args.epochs,
        "batch": args.batch,
        "rate": args.rate,
        "mean": args.mean,
        **({"teachers": len(args.teachers), "share_of_teachers": args.share} if args.teachers else {}),
        "reports": len(reports) - len(kept),
        "held_out": len(kept),
    }
    print(json.dumps(args.record), flush=True)
    train(args, [r for r in reports if r.id not in names], kept, types)


if __name__ == "__main__":
    main()
