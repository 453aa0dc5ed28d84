"""What a request is answered where it cannot be served: a status and one sentence."""

__all__ = ["Refusal"]


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that is not served: `status` of HTTP, and a sentence that says why and what to do."""

    def __init__(self, status: int, sentence: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.retry_after_s = status, sentence, retry_after_s
