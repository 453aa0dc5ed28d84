"""Reads an archive on a Ray cluster of two nodes on this machine, kills one of its workers half way, and assesses it.

    python two_nodes.py ARCHIVE OUT SHARD_MB

The last line on standard output says how many nodes there were, how many shards were done before the kill and in all,
and how many incidents came of them.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_raylet_start_wait_time_s": "120"}

from ray.cluster_utils import Cluster

from trucewatch.bulk.assessing import Assessment, assess_archive
from trucewatch.bulk.extracting import Extraction, extract_archives
from trucewatch.bulk.running import On
from trucewatch.world import World

STORE = 100 * 2**20


def workers_of(ancestor: int) -> list[int]:
    """The worker processes of Ray that descend from a process and read shards."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text("utf-8", errors="replace")
                names[int(entry.name)] = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = []
    for pid, name in names.items():
        above = pid
        while above in parents and above != ancestor:
            above = parents[above]
        if above == ancestor and name.startswith("ray::") and "MapWorker" in name:
            found.append(pid)
    return found


def kill_one(out: Path, told: dict[str, object]) -> None:
    """Kill a worker as soon as the first shard is done."""
    waiting = threading.Event()
    while not waiting.wait(0.02):
        done = len(list((out / "receipts").glob("*.json"))) if (out / "receipts").is_dir() else 0
        pids = workers_of(os.getpid()) if done else []
        if pids:
            os.kill(pids[0], signal.SIGKILL)
            told["done_before"] = done
            return


def main(archive: str, out: str, shard_mb: str) -> None:
    node = {"num_cpus": 1, "object_store_memory": STORE}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    told: dict[str, object] = {}
    try:
        cluster.add_node(**node)
        cluster.wait_for_nodes()
        threading.Thread(target=kill_one, args=(Path(out), told), daemon=True).start()
        wanted = Extraction(
            [archive], out, "rules", World.general, on=On.RAY, address=cluster.address, shard_mb=float(shard_mb)
        )
        manifest = extract_archives(wanted)
        grouped = Assessment(out, f"{out}-incidents", World.general, on=On.RAY, address=cluster.address)
        told["incidents"] = assess_archive(grouped).incidents
        told |= {"nodes": len(cluster.list_all_nodes()), "shards": manifest.metrics.shards_done}
    finally:
        cluster.shutdown()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
