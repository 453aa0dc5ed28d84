"""What a measurement ran on, in words that others can compare with: never the name of the machine."""

import os
import platform
from pathlib import Path

__all__ = ["machine"]

_CPUINFO = Path("/proc/cpuinfo")


def machine() -> str:
    """Processor, cores, memory and Python in one line; what the system does not tell is left out."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    parts = [_processor(), f"{cores} core{'s' * (cores != 1)}", _memory()]
    parts.append(f"{platform.python_implementation()} {platform.python_version()} on {platform.system()}")
    return ", ".join(part for part in parts if part)


def _processor() -> str:
    """The model's name, with the architecture where the name does not tell it."""
    if _CPUINFO.is_file():
        for line in _CPUINFO.read_text("utf-8", "replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name" and value.strip():
                return f"{value.strip()} ({platform.machine()})"
    return platform.processor() or platform.machine()


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return ""
    return f"{size / 2**30:.0f} GB of memory"
