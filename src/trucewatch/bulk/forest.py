"""Which claims hang together: the claims that pairs tie to each other, however long the chain."""

from collections.abc import Iterable

__all__ = ["Forest"]


class Forest:
    """Groups of numbers that grow together (union-find). Numbers that are tied to none take no memory."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self.edges: list[tuple[int, int]] = []

    def root(self, number: int) -> int:
        """The number that stands for its group."""
        top = number
        while (above := self._parent.get(top, top)) != top:
            top = above
        while number != top:
            self._parent[number], number = top, self._parent[number]
        return top

    def tie(self, a: int, b: int) -> None:
        """Put the groups of two numbers together; `edges` keeps the ties that did so."""
        one, other = self.root(a), self.root(b)
        if one != other:
            self._parent[max(one, other)] = min(one, other)
            self._parent.setdefault(min(one, other), min(one, other))
            self.edges.append((a, b))

    def tie_all(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Put together the groups of many pairs."""
        for a, b in pairs:
            self.tie(a, b)

    def groups(self) -> dict[int, list[int]]:
        """The numbers of each group of two or more, by the one that stands for it."""
        found: dict[int, list[int]] = {}
        for number in sorted(self._parent):
            found.setdefault(self.root(number), []).append(number)
        return found
