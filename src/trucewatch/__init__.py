"""Trucewatch keeps who said what about a ceasefire, on what evidence, and holds it against the agreement's text.

    import trucewatch as tw

    watch = tw.open("my-watch")
    watch.incidents(as_of="2017-05-05", known_on="2017-05-05")

Importing this costs next to nothing: what stands in `__all__` is loaded when it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from trucewatch._version import __version__

if TYPE_CHECKING:
    from trucewatch.model.errors import TrucewatchError
    from trucewatch.notebook import open_watch as open  # noqa: A004
    from trucewatch.watch import Watch

__all__ = ["TrucewatchError", "Watch", "__version__", "open"]

_WHERE = {
    "TrucewatchError": ("trucewatch.model.errors", "TrucewatchError"),
    "Watch": ("trucewatch.watch", "Watch"),
    "open": ("trucewatch.notebook", "open_watch"),
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
