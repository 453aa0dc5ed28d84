"""What teachers think of a batch: networks of a larger encoder, each trained without the reports it is asked about.

Coders differ on which mention is a claim of its own. A teacher that never saw a report's codes tells how likely each
label is, which a small network learns from more steadily than from one coder's choice (Hinton et al., Distilling the
knowledge in a neural network, 2015).
"""

import hashlib
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from data import Batch, windows
from gold import ROLES, GoldReport
from model import Network, Shape


def fold(report: GoldReport, folds: int) -> int:
    """The fold of a report: which teacher did not learn from it."""
    return int(hashlib.sha256(f"fold {report.id}".encode()).hexdigest(), 16) % folds


def teachers(files: list[Path], device: str) -> list[Network]:
    """The networks of the files, in the order of their folds, ready to be asked."""
    found = []
    for path in files:
        saved = torch.load(path, weights_only=True)
        net = Network(Shape(**saved["shape"]))
        net.load_state_dict(saved["state"])
        found.append(net.to(device).eval().requires_grad_(False))
    return found


UNTAUGHT = [ROLES.index(role) for role in ("killed", "injured")]


class Opinion:
    """A teacher's probabilities for every label of a batch, read without hidden pieces. Of tolls, which too few claims
    have for a teacher to learn them in its time, it is not asked."""

    @torch.no_grad()
    def __init__(self, teacher: Network, batch: Batch, share: float) -> None:
        self.share = share
        batch = replace(batch, ids=batch.whole)
        hidden, trigger = teacher.reader(batch.ids, batch.mask)
        self.told = {"trigger": trigger.float().softmax(-1)}
        if len(batch.type):
            roles, classes, _ = teacher.claims(*windows(hidden, batch), batch.type)
            self.told["roles"] = roles.float().view(*batch.roles.shape, 3).softmax(-1)
            for n, part in enumerate(classes.float().split(teacher.shape.classes, -1)):
                self.told[f"class {n}"] = part.softmax(-1)

    def blend(self, task: str, coded: Tensor) -> Tensor:
        """Targets of a task: a coder's labels and the teacher's opinion, by their shares."""
        mixed = coded.lerp(self.told[task], self.share)
        if task == "roles":
            mixed[..., UNTAUGHT, :] = coded[..., UNTAUGHT, :]
        return mixed
