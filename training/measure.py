"""Quick figures on held-out reports while training: the scorer gives the real ones, on the exported tagger."""

from collections import Counter

import torch
from tokenizers import Tokenizer

from data import batch_of, windows
from gold import ROLES, GoldReport
from model import Network


@torch.no_grad()
def measure(
    net: Network, reports: list[GoldReport], tokenizer: Tokenizer, types: list[str], device: str = "cpu"
) -> dict[str, float]:
    """F1 of triggers by type and sentence; for gold triggers F1 of roles and links, accuracy of status and source."""
    net.eval()
    best: dict[float, Counter] = {t: Counter() for t in (0.3, 0.35, 0.4, 0.45, 0.5)}
    n: Counter = Counter()
    for at in range(0, len(reports), 4):
        batch = batch_of(reports[at : at + 4], tokenizer, types, None).to(device)
        with torch.autocast(device, dtype=torch.bfloat16):
            hidden, trigger = net.reader(batch.ids, batch.mask)
            x, mask, marks = windows(hidden, batch)
            roles, classes, vectors = net.claims(x, mask, marks, batch.type)
        p, gold = trigger.float().softmax(-1)[:, :, 2:], batch.trigger[:, :, 2:] > 0
        p = p * batch.counted[:, :, None]
        for t, c in best.items():
            hit = p > t
            ends = (batch.ids == 102).cumsum(-1)
            for row in range(len(ends)):
                keys = [Counter((int(ends[row, i]), int(k)) for i, k in h[row].nonzero()) for h in (hit, gold)]
                c.update(hit=(keys[0] & keys[1]).total(), pred=keys[0].total(), gold=keys[1].total())
        _roles(n, roles.float().view(*batch.roles.shape, 3).argmax(-1), batch.roles)
        parts = [q.argmax(-1) for q in classes.float().split(net.shape.classes, -1)]
        right = torch.stack([q == batch.classes[:, k] for k, q in enumerate(parts)], 1)
        n.update(claims=len(right), status=int(right[:, :4].all(1).sum()), author=int(right[:, 4].sum()))
        link = net.linker(vectors.float(), batch.pairs, batch.features).argmax(-1)
        wanted = (batch.links >= 1) & (batch.links <= 3)
        n.update(
            lg=int(wanted.sum()),
            lp=int(((link >= 1) & (link <= 3)).sum()),
            lh=int((wanted & (link == batch.links)).sum()),
        )
    f1 = {t: 2 * c["hit"] / max(1, c["pred"] + c["gold"]) for t, c in best.items()}
    top = max(f1, key=f1.__getitem__)
    out = {"event": f1[top], "at": top, "status": n["status"] / n["claims"], "author": n["author"] / n["claims"]}
    out |= {r: 2 * n[r, "h"] / max(1, n[r, "p"] + n[r, "g"]) for r in ROLES}
    out["link_f1"] = 2 * n["lh"] / max(1, n["lp"] + n["lg"])
    return {k: round(v, 3) for k, v in out.items()}


def _roles(n: Counter, guess: torch.Tensor, gold: torch.Tensor) -> None:
    for r, role in enumerate(ROLES):
        g, p = gold[:, :, r], torch.where(gold[:, :, r] == -100, -100, guess[:, :, r])
        n[role, "g"] += int((g == 1).sum())
        n[role, "p"] += int((p == 1).sum())
        n[role, "h"] += int(((g == 1) & (p == 1)).sum())
