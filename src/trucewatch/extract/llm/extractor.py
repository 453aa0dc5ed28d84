"""The llm extractor: a language model reads, and what it says is held against the text before it counts."""

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from trucewatch.extract.llm.answer import read_answer
from trucewatch.extract.llm.budget import Budget, BudgetSpentError
from trucewatch.extract.llm.cache import AnswerCache, Answered, report_key
from trucewatch.extract.llm.chat import Chat, Sleep
from trucewatch.extract.llm.claims import ClaimCheck
from trucewatch.extract.llm.endpoint import Endpoint
from trucewatch.extract.llm.pieces import halves, pieces
from trucewatch.extract.llm.prompt import Message, instructions, prompt_digest, question, reminder
from trucewatch.ingest.language import LANGUAGES
from trucewatch.model import Claim, Report, TextSpan
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World

__all__ = ["LlmExtractor"]

_SHORTEST = 400
_AHEAD = 2


class LlmExtractor:
    """Claims by any OpenAI-compatible language model, in every language that a report can be recognised to be in.

    Nothing is sent anywhere unless an endpoint is given or TRUCEWATCH_LLM_URL and TRUCEWATCH_LLM_MODEL are set; then
    the text, headline and day of each report are. `cache` is the folder for answers (None: the user's cache folder).
    Raises ExtractionError where there is no endpoint, or one that refuses, cannot be reached or answers no JSON, and
    where the budget is spent; answers had until then are kept.
    """

    name = "llm"
    languages = frozenset(LANGUAGES)

    def __init__(
        self, endpoint: Endpoint | None = None, *, cache: Path | None = None, sleep: Sleep = time.sleep
    ) -> None:
        self._endpoint = endpoint or Endpoint.from_environment()
        self._budget = Budget(self._endpoint.budget)
        self._chat = Chat(self._endpoint, self._budget, sleep)
        self._cache = AnswerCache(cache)
        self._lock = Lock()
        self._refusals: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._read = 0

    @property
    def version(self) -> str:
        """Names the model and a digest of what it is told."""
        return f"llm/1+{self._endpoint.model}+{prompt_digest()}"

    @property
    def refused(self) -> int:
        """Claims of the model left out so far because the text does not bear them out."""
        return self._refusals.total()

    @property
    def refusals(self) -> dict[str, int]:
        """The same by reason (ClaimCheck names them)."""
        with self._lock:
            return dict(self._refusals)

    @property
    def dropped(self) -> dict[str, int]:
        """Details left empty in claims that hold, by field: names, days, figures and links that nothing bears out."""
        with self._lock:
            return dict(self._dropped)

    @property
    def tokens(self) -> int:
        """Tokens spent so far, as the endpoint counts them; answers from the cache cost none."""
        return self._budget.spent

    def extract(self, report: Report, world: World) -> list[Claim]:
        """The claims of the report, c1, c2 ... in text order; [] for a report in a language that none recognises."""
        try:
            return self._claims(report, self._answers(report), world)
        except BudgetSpentError:
            raise self._spent() from None

    def extract_many(
        self, reports: Iterable[Report], world: World, concurrency: int | None = None
    ) -> Iterator[tuple[Report, list[Claim]]]:
        """Each report with its claims, in the order given, several read at once (None: the endpoint's `concurrency`).

        Reports are taken from the iterable as they are needed. At the first error those under way are finished, so that
        their answers are kept, and no other is begun.
        """
        workers = concurrency or self._endpoint.concurrency
        waiting: deque[tuple[Report, Future[tuple[Answered, ...]]]] = deque()
        pool = ThreadPoolExecutor(workers, thread_name_prefix="llm")
        try:
            for report in reports:
                waiting.append((report, pool.submit(self._answers, report)))
                if len(waiting) >= workers * _AHEAD:
                    yield self._next(waiting, world)
            while waiting:
                yield self._next(waiting, world)
        except BudgetSpentError:
            pool.shutdown(cancel_futures=True)
            raise self._spent() from None
        finally:
            pool.shutdown(cancel_futures=True)

    def _next(
        self, waiting: deque[tuple[Report, Future[tuple[Answered, ...]]]], world: World
    ) -> tuple[Report, list[Claim]]:
        # Names are resolved here and not in the pool: the world's indexes belong to the caller's thread.
        report, future = waiting.popleft()
        return report, self._claims(report, future.result(), world)

    def _claims(self, report: Report, answers: Iterable[Answered], world: World) -> list[Claim]:
        check = ClaimCheck(report, world, self._endpoint.model, self.version)
        claims = check.claims(answers)
        with self._lock:
            self._refusals += check.refused
            self._dropped += check.dropped
        return claims

    def _answers(self, report: Report) -> tuple[Answered, ...]:
        """What the model says of a report, piece by piece, from the cache as far as it is there."""
        if report.language not in (None, *self.languages):
            return ()
        key = report_key(report, self.version)
        kept = self._cache.load(key)
        cut = pieces(report.text)
        answers: list[Answered] = []
        for number, piece in enumerate(cut, 1):
            known = _covering(kept, piece)
            if known is None:
                known = self._ask(report, piece, number, len(cut))
                kept = (*kept, *known)
                self._cache.store(key, self.version, kept)
            answers += known
        with self._lock:
            self._read += 1
        return tuple(answers)

    def _ask(self, report: Report, piece: TextSpan, number: int, of: int) -> list[Answered]:
        if not _has_letters(report, piece):
            return [Answered(piece, ())]
        asked = question(report, piece, number, of)
        messages = [{"role": "system", "content": instructions()}, {"role": "user", "content": asked}]
        claims = self._claims_in_reply(report, messages)
        if claims is not None:
            return [Answered(piece, tuple(claims))]
        if piece.end - piece.start < 2 * _SHORTEST:
            raise ExtractionError(
                f"The language model {self._endpoint.model} cannot finish its answer on report {report.id}, however "
                "short the piece; use a model with more room, or one that does not repeat itself."
            )
        return [a for half in halves(report.text, piece) for a in self._ask(report, half, number, of)]

    def _claims_in_reply(self, report: Report, messages: list[Message]) -> list[object] | None:
        """The claims that the model answers, asked again once if it is not in JSON; None where it has no room."""
        for asked in (messages, [*messages, reminder()]):
            reply = self._chat.ask(asked)
            if reply.cut_off:
                return None
            try:
                return read_answer(reply.text)
            except ValueError:
                continue
        raise ExtractionError(
            f"The language model {self._endpoint.model} gave no readable JSON for report {report.id}, asked twice; "
            "use a model that follows a JSON Schema."
        )

    def _spent(self) -> ExtractionError:
        return ExtractionError(
            f"The budget of {self._budget.limit:,} tokens is spent after {self._read} "
            f"report{'' if self._read == 1 else 's'} read; raise TRUCEWATCH_LLM_BUDGET or run again: "
            "what was answered is kept and costs nothing the next time."
        )


def _covering(kept: Iterable[Answered], piece: TextSpan) -> list[Answered] | None:
    """The answers kept for a piece or for its parts; None where some of it was not answered."""
    inside = sorted(
        (a for a in kept if piece.start <= a.piece.start and a.piece.end <= piece.end), key=lambda a: a.piece.start
    )
    return inside if sum(a.piece.end - a.piece.start for a in inside) == piece.end - piece.start else None


def _has_letters(report: Report, piece: TextSpan) -> bool:
    return any(
        sign.isalpha() and not report.is_boilerplate(piece.start + n, piece.start + n + 1)
        for n, sign in enumerate(report.text[piece.start : piece.end])
    )
