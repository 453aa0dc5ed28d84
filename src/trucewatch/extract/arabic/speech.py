"""Who says so: the speakers of an Arabic report and what of its text each of them says (codebook, Who says so)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from trucewatch.extract.arabic.acts import Act, Attribution, is_object_case
from trucewatch.extract.arabic.forms import level
from trucewatch.extract.arabic.lexicon import speech_kind, table, words
from trucewatch.extract.arabic.phrases import Phrase, phrase_at, phrase_before
from trucewatch.extract.arabic.tokens import Parsed, Token
from trucewatch.model import AUTHOR

__all__ = ["Speech"]

_UNTRUE = frozenset("عار عاريه مفبرك مفبركه ملفق ملفقه كاذب كاذبه مختلق مختلقه".split())
"""What a denial calls a report."""
_CONTENT = frozenset("ان بان انه انها انهم انهما بانه بانها بانهم".split())
_WORDS_OF = frozenset("حد لسان".split())
_TELLING = frozenset("قول تعبير وصف".split())
_STATEMENTS = frozenset("بيان تصريح تقرير".split())
_NEEDS = {
    "حمل": frozenset(("مسووليه",)),
    "نقل": frozenset(("عن",)),
    "علم": frozenset(("من",)),
    "جاء": _STATEMENTS,
    "رد": _CONTENT,
    "تابع": _CONTENT | {"بيان", "مصدر", "متحدث"},
    "سجل": frozenset(("مرصد", "شبكه", "لجنه", "بعثه", "منظمه", "ناشطون", "مراقبون", "فريق", "مكتب", "مركز")),
}
"""Verbs that say something only together with one of these words."""
_FEELINGS = frozenset(("عبر", "اعرب", "ابدي"))


class Speech:
    """The acts of saying of one report, in text order."""

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self.acts: list[Act] = []
        self._speakers: list[tuple[str, str]] = []
        self._by_sentence: dict[int, list[Act]] = {}
        for number, (first, end) in enumerate(parsed.sentences):
            found = list(self._acts_of(parsed.tokens[first:end]))
            self._by_sentence[number] = found
            self.acts += found

    def acts_in(self, sentence: int) -> Sequence[Act]:
        """The acts of one sentence."""
        return self._by_sentence.get(sentence, ())

    def attribute(self, event: Token, *, aside: bool = False) -> Attribution:
        """Who asserts the event that a word names. `aside`: it is told beside what a document lays down."""
        around = [a for a in self.acts_in(event.sentence) if a.covers(event)]
        if aside:
            around = [a for a in around if a.kind not in ("provide", "document")]
        if not around:
            return Attribution()
        around.sort(key=lambda a: (a.last - a.first, -a.first))
        inner = around[0]
        if inner.kind == "rumour":
            void = [a for a in around[1:] if a.kind == "deny" and 0 < inner.via.i - a.via.i <= 12 and a.speaker is None]
            inner = void[0] if void else inner
        told = next((a for a in around[1:] if a.kind not in ("provide", "document")), inner)
        source = told.source if inner.kind in ("provide", "document") else inner.source
        outer = [a.source for a in around[1:] if a.source != source]
        return Attribution((source,), tuple(dict.fromkeys(outer)), inner)

    def _acts_of(self, run: Sequence[Token]) -> Iterator[Act]:
        self._current: list[Act] = []
        headline = self._headline(run)
        if headline is not None:
            self._current.append(headline)
            yield headline
        for n in range(len(run)):
            found = self._act_at(run, n)
            if found is not None:
                if found.kind not in ("document", "provide", "rumour") and found.source != AUTHOR:
                    head = found.speaker.head.base if found.speaker is not None else ""
                    self._speakers.append((found.source, head))
                self._current.append(found)
                yield found

    def _act_at(self, run: Sequence[Token], n: int) -> Act | None:
        """The act of saying that a word begins, if any."""
        token = run[n]
        if token.tag == "verb":
            return self._by_verb(run, n) if speech_kind(token.lemma) is not None else None
        if token.norm in table("participles"):
            return self._by_participle(run, n)
        if token.isa("by_words") and not token.article:
            return self._by_phrase(run, n)
        if token.base in _WORDS_OF and n and run[n - 1].base == "علي":
            return self._on_words_of(run, n)
        return self._by_noun(run, n) if n + 1 < len(run) else None

    def _by_noun(self, run: Sequence[Token], n: int) -> Act | None:
        token = run[n]
        if token.base in words("source_after"):
            return self._relayed(run, n)
        if token.base in ("بموجب", "بمقتضي"):
            return self._by_document(run, n)
        if token.isa("loose_nouns"):
            return self._rumour(run, n)
        void = token.norm in ("صحه", "اساس") and n and run[n - 1].norm in ("لا", "ولا")
        return self._untrue(run, n) if void or token.base in _UNTRUE else None

    def _headline(self, run: Sequence[Token]) -> Act | None:
        """ "الناطق العسكري: ..." names the speaker before the colon."""
        colon = next((n for n, t in enumerate(run[:9]) if t.text == ":"), None)
        if not colon or colon + 1 >= len(run) or any(t.is_verb for t in run[:colon]):
            return None
        found = phrase_at(self._parsed, run[0].i, wide=True)
        if found is None or found.last != run[colon - 1].i:
            return None
        if not (
            found.head.isa("titles")
            or found.head.isa("speaking_bodies")
            or (run[0].sentence == 0 and found.any("armed"))
        ):
            return None
        return Act("say", run[colon], found.text, found, run[colon + 1].i, run[-1].i)

    def _by_verb(self, run: Sequence[Token], n: int) -> Act | None:
        verb = run[n]
        if not self._says(run, n):
            return None
        if verb.lemma in _FEELINGS:
            return self._felt(run, n)
        if verb.lemma in ("نقل", "جاء", "علم"):
            return self._carried(run, n)
        kind = speech_kind(verb.lemma) or "say"
        speaker = self._speaker(run, n)
        if speaker is not None and speaker.head.isa("hedge_probable"):
            return None  # "تشير التقديرات إلى أن" hedges, nobody says it
        if kind == "provide" and not (speaker is not None and speaker.any("doc")):
            return None
        source = self._worded(speaker, verb)
        if source is None or (kind == "fear" and self._is_impersonal(run, n, speaker)):
            return None
        after = speaker.last + 1 if speaker is not None and speaker.first > verb.i else verb.i + 1
        return self._scope(run, n, Act(kind, verb, source, speaker, after, after))

    @staticmethod
    def _says(run: Sequence[Token], n: int) -> bool:
        """Whether a verb of saying is used to say something here."""
        verb, before = run[n], run[n - 1] if n else None
        wanted = _NEEDS.get(verb.lemma)
        if wanted and not any(t.bases & wanted for t in run[n + 1 : n + 10]):
            return False
        if verb.lemma in ("تداول", "تناقل"):
            return not any(t.isa("report_nouns") for t in run)  # else read with the rumour itself
        if verb.lemma == "طلب" and n + 1 < len(run) and run[n + 1].base == "عدم":
            return False
        if before is None or before.base not in ("ما", "التي", "الذي") or speech_kind(verb.lemma) != "say":
            return True
        return before.base == "ما" and n > 1 and (run[n - 2].isa("by_words") or run[n - 2].base == "علي")

    def _scope(self, run: Sequence[Token], n: int, act: Act) -> Act:
        """The act with the words that it says: behind "أن", behind its speaker, or before its verb."""
        verb, after = act.via, act.first
        opener = self._opener(run, n, act.speaker)
        if opener is not None:
            return replace(act, first=opener, last=self._end(run, max(opener, verb.i)))
        if self._is_laid_after(run, n, after, act.kind):
            return replace(act, first=self._back_to(run, n), last=verb.i - 1)
        stop = next((t.i for t in run if t.i > max(after, verb.i) and self._starts_anew(t)), run[-1].i + 1)
        return replace(act, last=min(self._end(run, max(after, verb.i)), stop - 1))

    def _felt(self, run: Sequence[Token], n: int) -> Act | None:
        """ "عبّر سكان عن خشيتهم من": feared by them; "أعرب المبعوث عن أمله في أن"."""
        noun = next((t for t in run[n + 1 : n + 12] if t.isa("feelings")), None)
        speaker = self._speaker(run, n)
        if noun is None or speaker is None:
            return None
        source = self._worded(speaker, run[n]) or speaker.text
        return Act("fear", noun, source, speaker, noun.i + 1, self._end(run, noun.i + 1))

    @staticmethod
    def _is_impersonal(run: Sequence[Token], n: int, speaker: Phrase | None) -> bool:
        """Whether nobody in particular fears or expects: "يتوقع أن"."""
        verb = run[n]
        follows = n + 1 < len(run) and run[n + 1].base in _CONTENT
        plural = verb.reading is not None and verb.reading.plural
        return speaker is None or (follows and not plural and speaker.first < verb.i)

    def _starts_anew(self, token: Token) -> bool:
        """Whether a clause with a verb of its own begins that no "أن" puts into a speaker's mouth."""
        clause = self._parsed.clause_of(token)
        return clause.first == token.i and (clause.kind == "and" or token.base == "كما")

    def _speaker(self, run: Sequence[Token], n: int) -> Phrase | None:
        """The phrase behind the verb, or before it where none follows."""
        verb = run[n]
        j = n + 1
        while j < len(run) and (run[j].in_time or run[j].isa("time_words") or run[j].text in "،,"):
            if run[j].text in "،," and not (j + 1 < len(run) and run[j + 1].in_time):
                break
            j += 1
        plural = verb.reading is not None and verb.reading.plural
        begins = j < len(run) and (run[j].tag in ("noun", "masdar", "number") or run[j].text in '«“"')
        if begins and not plural and not run[j].prefix:
            found = phrase_at(self._parsed, run[j].i, wide=True)
            is_object = self._is_object(run[j], verb)
            before = phrase_before(self._parsed, verb.i) if is_object else None
            if (
                is_object
                and before is None
                and run[j].tag == "masdar"
                and not (run[j].isa("armed") or run[j].isa("doc"))
            ):
                return None
            if found is not None and before is None:
                return found
            if before is not None and not is_object_case(self._parsed, before):
                return before
        before = phrase_before(self._parsed, verb.i)
        if before is not None and verb.prefix in ("", "س") and not is_object_case(self._parsed, before):
            return before
        return None

    def _is_object(self, token: Token, verb: Token) -> bool:
        """Whether what follows a verb of saying is what it says, since a speaker stands before it: a headline's
        "الجماعة تنفي سحب"."""
        if token.tag == "masdar" or token.isa("anaphora") or token.isa("report_nouns"):
            return True
        subject_first = self._parsed.clause_of(verb).first != verb.i and verb.prefix in ("", "س")
        return subject_first and phrase_before(self._parsed, verb.i) is not None

    def _worded(self, speaker: Phrase | None, verb: Token) -> str | None:
        """The speaker as worded; a bare verb goes on with the speaker before, and so do "البيان" and "المصدر"."""
        if speaker is None:
            own = self._subject_of_sentence(verb)
            if own is not None:
                return own
            if (
                verb.prefix[:1] in ("و", "ف")
                or verb.norm in table("participles")
                or self._parsed.clause_of(verb).kind == "and"
            ):
                return self._speakers[-1][0] if self._speakers else None
            return self._speakers[-1][0] if self._speakers and speech_kind(verb.lemma) in ("say", "deny") else None
        head = speaker.head
        if head.article and self._speakers and speaker.first == speaker.last:
            if head.base in _STATEMENTS:
                return self._speakers[-1][0]
            same = next((s for s, base in reversed(self._speakers) if base == head.base), None)
            if same is not None:
                return same
        return speaker.text

    def _subject_of_sentence(self, verb: Token) -> str | None:
        """The people that a verb before in the sentence has for its subject: "يشكك الأهالي في ذلك، إذ يقولون"."""
        first, _ = self._parsed.sentences[verb.sentence]
        plural = verb.reading is not None and verb.reading.plural
        for token in reversed(self._parsed.tokens[first : verb.i]) if plural else ():
            if token.is_verb and not token.isa("auxiliary"):
                found = phrase_at(self._parsed, token.i + 1)
                people = found is not None and (found.any("people") or found.head.isa("titles"))
                return found.text if found is not None and people else None
        return None

    def _opener(self, run: Sequence[Token], n: int, speaker: Phrase | None) -> int | None:
        """Where "أن" opens what a verb says; None where it does not."""
        passed = 0
        for m, token in enumerate(run[n + 1 :], n + 1):
            if token.norm.startswith("و") and run[m - 1].text in "،,":
                return None
            if token.tag == "conj" and token.base in _CONTENT:
                return token.i
            if token.is_verb and not (speaker is not None and token.i <= speaker.last):
                passed += 1
                if passed > 1 or token.prefix[:1] in ("و", "ف") or speech_kind(token.lemma) is not None:
                    return None
            if token.tag == "masdar" and token.known and token.prefix[-1:] == "ب":
                return None
        return None

    def _is_laid_after(self, run: Sequence[Token], n: int, after: int, kind: str) -> bool:
        """Whether what is said stands before its verb: "..., قال المتحدث" and "حسبما ذكرت الوكالة"."""
        if n and run[n - 1].base in ("حسبما", "كما", "وفقما", "بحسبما", "ما", "وفق", "بحسب"):
            return n > 2
        if kind not in ("say", "confirm", "claim"):
            return False
        clause = self._parsed.clause_of(run[n])
        rest = [t for t in run if after <= t.i <= clause.last and not t.in_time]
        return not any(t.tag in ("masdar", "verb") or t.isa("report_nouns") for t in rest) and clause.first > run[0].i

    def _back_to(self, run: Sequence[Token], n: int) -> int:
        """Where the words begin that a speaker laid after them covers: the sentence, or what follows a "لكن"."""
        for token in reversed(run[:n]):
            clause = self._parsed.clause_of(token)
            if clause.kind == "contrast" and clause.first == token.i:
                return token.i
        return run[0].i

    def _end(self, run: Sequence[Token], start: int) -> int:
        """Where what is said ends: before a "لكن" or a clause of another speaker, else with the sentence."""
        for token in run:
            if token.i <= start:
                continue
            clause = self._parsed.clause_of(token)
            if clause.first == token.i and clause.kind == "contrast":
                return token.i - 1
        return run[-1].i

    def _by_participle(self, run: Sequence[Token], n: int) -> Act | None:
        """ "مؤكدا", "نافية": the speaker of the clause before says this too."""
        token = run[n]
        verb = table("participles")[token.norm]
        earlier = self._speakers[-1][0] if self._speakers else self._subject_before(run, n)
        if earlier is None:
            return None
        return Act(speech_kind(level(verb)) or "say", token, earlier, None, token.i + 1, self._end(run, token.i))

    def _subject_before(self, run: Sequence[Token], n: int) -> str | None:
        verb = next((t for t in reversed(run[:n]) if t.is_verb), None)
        if verb is None:
            return None
        found = phrase_at(self._parsed, verb.i + 1, wide=False) or phrase_before(self._parsed, verb.i)
        return found.text if found is not None else None

    def _by_phrase(self, run: Sequence[Token], n: int) -> Act | None:
        j = n + 1
        if run[n].base == "وفق" and j < len(run) and run[j].norm == "ما":
            return None
        if j >= len(run) or run[j].is_verb or run[j].norm == "ما":
            return None
        found = phrase_at(self._parsed, run[j].i, wide=True)
        if found is None:
            return None
        kind = "document" if found.head.isa("doc") and found.head.base not in _STATEMENTS else "phrase"
        source = self._worded(found, run[n]) or found.text
        opening = n <= 3 and not any(t.is_verb or t.tag == "masdar" for t in run[:n])
        follows = self._parsed.tokens[found.last + 1 : found.last + 4]
        aside = run[n - 1].text in "،," and any(t.text in "،," and t.sentence == run[n].sentence for t in follows)
        if aside and not opening:
            return Act(kind, run[n], source, found, self._back_to(run, n), self._end(run, found.last + 1))
        if opening:
            return Act(kind, run[n], source, found, found.last + 1, self._end(run, found.last + 1))
        return Act(kind, run[n], source, found, self._back_to(run, n), run[n].i - 1)

    def _on_words_of(self, run: Sequence[Token], n: int) -> Act | None:
        j = n + 2 if (n + 1 < len(run) and run[n + 1].base in _TELLING) or run[n].base == "حد" else n + 1
        found = phrase_at(self._parsed, run[j].i, wide=True) if j < len(run) else None
        return Act("phrase", run[n], found.text, found, self._back_to(run, n), run[n].i - 1) if found else None

    def _relayed(self, run: Sequence[Token], n: int) -> Act | None:
        """ "نقلا عن مصدر": the innermost speaker of what follows, or of what stands before at a sentence's end."""
        found = phrase_at(self._parsed, run[n + 2].i, wide=True) if n + 2 < len(run) else None
        if found is None:
            return None
        if found.last + 1 < run[-1].i and any(t.base in _CONTENT for t in run if found.last < t.i <= found.last + 3):
            return Act("phrase", run[n], found.text, found, found.last + 1, self._end(run, found.last + 1))
        return Act("phrase", run[n], found.text, found, self._back_to(run, n), run[n].i - 1)

    def _carried(self, run: Sequence[Token], n: int) -> Act | None:
        """ "نقلت الوكالة عن مصدر قوله إن" and "جاء في بيان للوزارة أن"."""
        wanted = {"نقل": "عن", "علم": "من"}.get(run[n].lemma, "في")
        by = next(
            (m for m in range(n + 1, min(n + 8, len(run))) if run[m].base == wanted and run[m].tag == "prep"), None
        )
        if by is None or by + 1 >= len(run):
            return None
        found = phrase_at(self._parsed, run[by + 1].i, wide=True)
        opener = next((t.i for t in run[by + 1 :] if t.base in _CONTENT and t.tag == "conj"), None)
        if found is None or opener is None:
            return None
        source = self._worded(found, run[n]) or found.text
        return Act("say", run[n], source, found, opener, self._end(run, opener))

    def _by_document(self, run: Sequence[Token], n: int) -> Act | None:
        found = phrase_at(self._parsed, run[n + 1].i) if n + 1 < len(run) else None
        if found is None or not found.any("doc"):
            return None
        if n <= 2:
            return Act("document", run[n], found.text, found, found.last + 1, self._end(run, found.last + 1))
        return None

    def _untrue(self, run: Sequence[Token], n: int) -> Act | None:
        """ "عارية عن الصحة", "لا صحة للأنباء عن": a denial by whoever speaks there, or by the report itself."""
        token = run[n]
        around = [a for a in self._current if a.covers(token)]
        source = min(around, key=lambda a: a.last - a.first).source if around else AUTHOR
        return Act("deny", token, source, None, token.i + 1, self._end(run, token.i + 1))

    def _rumour(self, run: Sequence[Token], n: int) -> Act | None:
        """ "أنباء عن": nobody in particular; those who spread them where they are named."""
        noun = run[n]
        follow = run[n + 1 : n + 5]
        about = next((t for t in follow if t.base in ("عن", "حول", "ان", "بان", "تفيد", "تتحدث")), None)
        if about is None:
            return None
        spread = next((t for t in run if t.is_verb and t.lemma in ("تداول", "تناقل") and abs(t.i - noun.i) < 14), None)
        end = self._end(run, about.i)
        spreader: Phrase | None = None
        if spread is not None:
            at = phrase_at(self._parsed, spread.i + 1, wide=True)
            spreader = at if at is not None and not at.any("loose_nouns") else None
            end = min(end, spread.i - 1) if spread.i > noun.i else end
        source = spreader.text if spreader is not None else self._parsed.slice(noun.i, noun.i)
        return Act("rumour", noun, source, spreader, about.i + 1, end)
