"""Trains the claim tagger: python fit.py --gold ../../shared/gold --out work/first [--all]

A second round goes on from the first, with its texts and half of those of the first: --start FILE --rounds 2.

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

import extra
from data import Batch, batch_of, pairs, windows
from gold import CLASSES, LINKS, ROLES, GoldReport, digest, held_out, load
from measure import measure
from model import Network, Shape
from rename import pool

FOLDERS = ("claims-train", "claims-synthetic")


def losses(net: Network, batch: Batch) -> dict[str, Tensor]:
    """Loss of each task, each of the order of one."""
    hidden, trigger = net.reader(batch.ids, batch.mask)
    count = max(1, len(batch.type))
    every = batch.trigger[:, :, 2:].sum().clamp(min=1)
    log = F.log_softmax(trigger.float(), -1)
    out = {"trigger": -(batch.trigger * log).sum(-1).mul(batch.counted).sum() / every}
    if not len(batch.type):
        return out
    x, mask, marks = windows(hidden, batch)
    roles, classes, vectors = net.claims(x, mask, marks, batch.type)
    roles = roles.float().view(*batch.roles.shape, 3)
    out["roles"] = (
        F.cross_entropy(roles.flatten(0, 2), batch.roles.flatten(), ignore_index=-100, reduction="sum") / count / 10
    )
    parts = classes.float().split(net.shape.classes, -1)
    out["classes"] = sum(F.cross_entropy(p, batch.classes[:, n], label_smoothing=0.02) for n, p in enumerate(parts))
    if len(batch.links):
        link = net.linker(vectors.float(), batch.pairs, batch.features).float()
        out["links"] = F.cross_entropy(link, batch.links, reduction="sum") / count
    return out


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


def train(args: argparse.Namespace, reports: list[GoldReport], kept: list[GoldReport], types: list[str]) -> None:
    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    shape = Shape(
        len(types), len(ROLES), tuple(map(len, CLASSES.values())), len(LINKS), pairs.FEATURES, shared=args.shared
    )
    net = Network(shape)
    net.start_from(args.encoder / "model.safetensors")
    if args.start:
        net.load_state_dict(torch.load(args.start, weights_only=True)["state"])
    mean = {k: v.clone() for k, v in net.state_dict().items()}
    optimiser = torch.optim.AdamW(groups(net, args.rate, 0.93), betas=(0.9, 0.98), fused=True)
    noise, names = random.Random(args.seed), pool(args.gold / "places-ucdp.csv")
    step = 0
    plan = [batches(extra.some(reports, args.rounds, noise), args.batch, noise) for _ in range(args.epochs)]
    total = sum(map(len, plan))
    for epoch, parts_of_epoch in enumerate(plan):
        started, sums = time.time(), dict.fromkeys(("trigger", "roles", "classes", "links"), 0.0)
        net.train()
        for group_of_reports in parts_of_epoch:
            step += 1
            scale = min(step / (0.1 * total), (total - step) / (0.9 * total) + 0.01)
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * scale
            batch = batch_of(group_of_reports, tokenizer, types, noise, names)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                parts = losses(net, batch)
            optimiser.zero_grad()
            sum(parts.values()).backward()
            torch.nn.utils.clip_grad_norm_(net.learned().values(), 2.0)
            optimiser.step()
            keep = min(args.mean, step / (step + 10))
            with torch.no_grad():
                for name, value in net.learned().items():
                    mean[name].lerp_(value, 1 - keep)
            for k, v in parts.items():
                sums[k] += v.item() / len(parts_of_epoch)
        line = {"epoch": epoch, "seconds": round(time.time() - started), **{k: round(v, 3) for k, v in sums.items()}}
        if kept and (epoch + 1 == args.epochs or epoch in (3, 6)):
            own = {k: v.clone() for k, v in net.state_dict().items()}
            net.load_state_dict(mean)
            line |= measure(net, kept, tokenizer, types)
            net.load_state_dict(own)
        print(json.dumps(line), flush=True)
        torch.save(
            {"state": mean, "shape": shape.as_dict(), "types": types, "record": args.record}, args.out / "network.pt"
        )


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--gold", type=Path, required=True)
    a.add_argument("--encoder", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    a.add_argument("--out", type=Path, required=True)
    a.add_argument("--all", action="store_true")
    a.add_argument("--start", type=Path, help="network.pt of an earlier run to go on from")
    a.add_argument("--rounds", type=int, choices=(1, 2), default=1, help="rounds of invented reports to learn from")
    a.add_argument("--epochs", type=int, default=6)
    a.add_argument("--batch", type=int, default=5000, help="characters of text in one step")
    a.add_argument("--rate", type=float, default=2e-4)
    a.add_argument("--mean", type=float, default=0.99)
    a.add_argument("--shared", type=int, default=4)
    a.add_argument("--seed", type=int, default=20170504)
    args = a.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    folders = [args.gold / f for f in FOLDERS]
    reports = [r for f in folders for r in load(f)]
    reports += extra.load_all(args.rounds)
    types = sorted({c.type for r in reports for c in r.claims})
    kept = [] if args.all else [r for r in reports if r.corpus == "claims-train" and held_out(r.id)]
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
        "reports": len(reports) - len(kept),
        "held_out": len(kept),
    }
    print(json.dumps(args.record), flush=True)
    train(args, [r for r in reports if r.id not in names], kept, types)


if __name__ == "__main__":
    main()
