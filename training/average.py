"""Averages networks of one descent: python average.py --out FILE NETWORK=SHARE NETWORK=SHARE...

Each went on from where another ended, so that between them lies a network that reads better than any (Wortsman et
al., Model soups, 2022). The linker is the first one's, as linkers are begun anew; so is the record, which tells of the
others what they learnt from.
"""

import argparse
from pathlib import Path

import torch

TOLD = ("seed", "epochs", "batch", "rate", "teachers", "share_of_teachers")


def averaged(networks: list[tuple[str, float, dict]]) -> dict:
    """The first network's file with the mean of all weights by their shares. ValueError if shapes or types differ, or
    the shares don't add up to one."""
    first = networks[0][2]
    if any((n["shape"], n["types"]) != (first["shape"], first["types"]) for _, _, n in networks):
        raise ValueError("The networks differ in shape or types; train each from another.")
    if abs(sum(share for _, share, _ in networks) - 1) > 1e-6:
        raise ValueError("The shares of the networks must add up to 1.")
    state = {
        name: value
        if name.startswith("linker") or not value.is_floating_point()
        else sum(share * network["state"][name] for _, share, network in networks)
        for name, value in first["state"].items()
    }
    told = {name: {"weight": share} | {k: n["record"].get(k) for k in TOLD} for name, share, n in networks}
    return first | {"state": state, "record": first["record"] | {"mean_of": told}}


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("networks", nargs="+", help="FILE=SHARE")
    a.add_argument("--out", type=Path, required=True)
    args = a.parse_args()
    pairs = [entry.rsplit("=", 1) for entry in args.networks]
    loaded = [(Path(f).parent.name, float(share), torch.load(f, weights_only=True)) for f, share in pairs]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(averaged(loaded), args.out)


if __name__ == "__main__":
    main()
