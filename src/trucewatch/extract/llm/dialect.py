"""Which parts of the chat protocol an endpoint understands: found out by asking, from the strictest form down."""

from dataclasses import dataclass, replace
from typing import Any

from trucewatch.extract.llm.answer import answer_schema

__all__ = ["Dialect"]

_FORMS = ("json_schema", "json_object_with_schema", "json_object", "plain")
_OPTIONAL = {"temperature": ("temperature",), "max_tokens": ("max_tokens", "context")}
"""Settings that may be left out, and the words by which a complaint means them."""


@dataclass(frozen=True)
class Dialect:
    """The form in which JSON is asked for, and the optional settings that the endpoint refuses to take.

    Forms: the strict `json_schema` of OpenAI and vLLM; `json_object` with a schema beside it (llama-cpp-python and
    others), which a server that ignores the schema still answers with JSON; `json_object` alone; and nothing at all,
    where the JSON is looked for in the answer's text.
    """

    form: str = _FORMS[0]
    without: frozenset[str] = frozenset()

    def settings(self, max_tokens: int) -> dict[str, Any]:
        """What goes into the request beside model and messages."""
        given: dict[str, Any] = {"temperature": 0, "max_tokens": max_tokens}
        body = {name: value for name, value in given.items() if name not in self.without}
        if self.form != "plain":
            body["response_format"] = self._response_format()
        return body

    def _response_format(self) -> dict[str, Any]:
        schema = answer_schema()
        if self.form == "json_schema":
            return {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": schema}}
        if self.form == "json_object_with_schema":
            return {"type": "json_object", "schema": schema}
        return {"type": "json_object"}

    @property
    def unbounded(self) -> bool:
        """Whether the length of the answer is left to the endpoint."""
        return "max_tokens" in self.without

    def simpler(self, complaint: str) -> "Dialect | None":
        """The next form to try after a request was refused as badly put; None where nothing simpler is left.

        An optional setting that the complaint names is left out first; several models take no temperature or bound.
        """
        for name, words in _OPTIONAL.items():
            if name not in self.without and any(word in complaint.lower() for word in words):
                return replace(self, without=self.without | {name})
        if self.form == _FORMS[-1]:
            return None
        return replace(self, form=_FORMS[_FORMS.index(self.form) + 1])
