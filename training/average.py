"""Averages the networks of two rounds: python average.py --first FILE --second FILE --out FILE

The second round began where the first ended, so that halfway between them lies a network that reads better than either
(Wortsman et al., Model soups, 2022). The linker is the second's: it was begun anew there.
"""

import argparse
from pathlib import Path

import torch

SHARE = 0.5


def averaged(first: dict, second: dict) -> dict:
    """The second network's file with its weights halfway to the first's. ValueError if they are of different shapes."""
    if first["shape"] != second["shape"] or first["types"] != second["types"]:
        raise ValueError("The two networks differ in shape or types; train the second from the first.")
    state = {
        name: value
        if name.startswith("linker") or not value.is_floating_point()
        else (1 - SHARE) * first["state"][name] + SHARE * value
        for name, value in second["state"].items()
    }
    record = second["record"] | {"averaged_with": "the first round", "share": SHARE}
    return second | {"state": state, "record": record}


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--first", type=Path, required=True)
    a.add_argument("--second", type=Path, required=True)
    a.add_argument("--out", type=Path, required=True)
    args = a.parse_args()
    first, second = (torch.load(path, weights_only=True) for path in (args.first, args.second))
    torch.save(averaged(first, second), args.out)


if __name__ == "__main__":
    main()
