"""Second stage on a finished network: python polish.py --network FILE --gold DIR --encoder DIR --out FILE [--all]

The reader is frozen; the claim branch and a fresh linker learn on, now from every claim; rare labels weigh more.
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
from data import Batch, batch_of, pairs, windows
from fit import FOLDERS, batches
from gold import held_out, load
from measure import measure
from model import Linker, Network, Shape
from rename import pool

RATE, SEED = 1.2e-4, 20161230
RARE = ((1.0, 1.5), (1.0, 2.0, 2.5), (1.0, 1.5, 2.5, 2.5), (1.0, 1.0, 2.5, 2.0), (1.0, 1.0))
LINK = (1.0, 4.0, 4.0, 4.0, 1.5, 1.5)


def loss_of(net: Network, batch: Batch) -> Tensor:
    """Loss of roles, classes and links, with what the frozen reader makes of the chunks."""
    with torch.no_grad():
        hidden, _ = net.reader(batch.ids, batch.mask)
    roles, classes, vectors = net.claims(*windows(hidden, batch), batch.type)
    roles, count = roles.float().view(*batch.roles.shape, 3), len(batch.type)
    total = F.cross_entropy(roles.flatten(0, 2), batch.roles.flatten(), ignore_index=-100, reduction="sum") / count / 10
    for n, part in enumerate(classes.float().split(net.shape.classes, -1)):
        total = total + F.cross_entropy(part, batch.classes[:, n], torch.tensor(RARE[n]), label_smoothing=0.02)
    if len(batch.links):
        link = net.linker(vectors.float(), batch.pairs, batch.features).float()
        total = total + 2 * F.cross_entropy(link, batch.links, torch.tensor(LINK))
    return total


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--network", type=Path, required=True)
    a.add_argument("--gold", type=Path, required=True)
    a.add_argument("--encoder", type=Path, required=True)
    a.add_argument("--out", type=Path, required=True)
    a.add_argument("--all", action="store_true")
    a.add_argument("--rounds", type=int, choices=(1, 2), default=1)
    a.add_argument("--epochs", type=int, default=4)
    args = a.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(SEED)
    data.READ = 1.0
    saved = torch.load(args.network, weights_only=True)
    net = Network(Shape(**saved["shape"]))
    net.load_state_dict(saved["state"])
    net.shape = Shape(**saved["shape"] | {"features": pairs.FEATURES})
    net.linker = Linker(net.shape)
    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    reports = [r for f in FOLDERS for r in load(args.gold / f)]
    kept = [] if args.all else [r for r in reports if r.corpus == "claims-train" and held_out(r.id)]
    names = {r.id for r in kept}
    reports = [r for r in reports if r.id not in names] + extra.load_all(args.rounds)
    reports = [r for r in reports if r.claims]
    noise, places = random.Random(SEED), pool(args.gold / "places-ucdp.csv")
    plan = [batches(extra.some(reports, args.rounds, noise), 5000, noise) for _ in range(args.epochs)]
    total, step = sum(map(len, plan)), 0
    optimiser = torch.optim.AdamW(
        [
            {"params": list(net.claims.layers.parameters()), "peak": RATE},
            {"params": [p for n, p in net.claims.named_parameters() if not n.startswith("layers")], "peak": RATE * 4},
            {"params": list(net.linker.parameters()), "peak": 1e-3},
        ],
        fused=True,
    )
    for epoch, parts in enumerate(plan):
        started, mean = time.time(), 0.0
        net.reader.eval()
        net.claims.train()
        net.linker.train()
        for some in parts:
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * min(1.0, step / 20) * (1 - step / (total + 1))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = loss_of(net, batch_of(some, tokenizer, saved["types"], noise, places))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for g in optimiser.param_groups for p in g["params"]], 2.0)
            optimiser.step()
            mean += loss.item() / len(parts)
        line = {"epoch": epoch, "seconds": round(time.time() - started), "loss": round(mean, 3)}
        if kept and epoch + 1 == args.epochs:
            line |= measure(net, kept, tokenizer, saved["types"])
        print(json.dumps(line), flush=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    second = {"second_seed": SEED, "second_epochs": args.epochs, "second_rate": RATE}
    record = {"record": saved["record"] | second, "state": net.state_dict(), "shape": net.shape.as_dict()}
    torch.save(saved | record, args.out)


if __name__ == "__main__":
    main()
