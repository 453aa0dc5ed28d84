"""Reading an agreement from its YAML file, with every problem named by file, line and entry."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from trucewatch.model import Agreement
from trucewatch.model.errors import AgreementError
from trucewatch.monitor.agreement_actors import actors_named, unknown_actors
from trucewatch.monitor.agreement_checks import Problem, contradictions
from trucewatch.monitor.notices import notices
from trucewatch.monitor.partial import validated

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["Checked", "Found", "check_actors", "check_agreement", "load_agreement"]

_LARGEST = 4 * 1024 * 1024
_DEEPEST = 60
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _Loader(yaml.SafeLoader):
    """YAML in which dates stay the strings that were written: PyYAML would drop their offsets."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name and shape are PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True)
class Found:
    """One problem or notice, with the file's line and the entry as a reader would write it."""

    line: int
    entry: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.entry}: {self.message}"


@dataclass(frozen=True)
class Checked:
    """An agreement file read and checked. `agreement` None where it has problems: nothing of it is loaded then."""

    file: Path
    agreement: Agreement | None
    problems: tuple[Found, ...]
    notices: tuple[Found, ...]


def load_agreement(path: str | Path) -> Agreement:
    """The agreement in a YAML file of the shape trucewatch/agreement/0.1.

    Raises AgreementError, whose message lists every problem found with file, line and entry: what the schema refuses,
    and what contradicts itself (see agreement_checks).
    """
    checked = check_agreement(path)
    if checked.agreement is None:
        raise _refusal(checked.file, checked.problems)
    return checked.agreement


def check_agreement(path: str | Path, actors: Collection[str] | None = None) -> Checked:
    """Every problem and notice of an agreement file at once, in the order of its lines.

    `actors` are the ids that a watch knows (None: not asked): an actor of the agreement that is none of them, and no
    body that the agreement itself sets up, is a problem, because its acts could not be judged. AgreementError where
    the file cannot be read as YAML at all.
    """
    file = Path(path)
    root = _compose(file, _text_of(file))
    problems = list(_repeated_keys(root, ()))
    data = _construct(root)
    partial = validated(data)
    problems += [Problem(at, _reworded(said)) for at, said in partial.errors]
    told: list[Problem] = []
    if partial.agreement is not None:
        problems += [partial.as_written(p) for p in contradictions(partial.agreement) if partial.counts(p)]
        if actors is not None:
            problems += [partial.as_written(p) for p in unknown_actors(partial.agreement, actors)]
        told = notices(partial.agreement) if not problems else []
    found = tuple(_found(root, p) for p in problems)
    return Checked(
        file=file,
        agreement=None if problems else partial.agreement,
        problems=tuple(sorted(found, key=lambda f: f.line)),
        notices=tuple(sorted((_found(root, n) for n in told), key=lambda f: f.line)),
    )


def _found(root: yaml.Node, problem: Problem) -> Found:
    return Found(_line(root, problem.at), problem.entry, problem.message)


def check_actors(agreement: Agreement, world: "World") -> list[str]:
    """Warnings about actors that the agreement names and the watch does not know: their acts cannot be judged."""
    named: dict[str, list[str]] = {}
    for actor, what, _ in actors_named(agreement):
        named.setdefault(actor, []).append(what)
    return [
        f"{agreement.id} names {actor!r} as {', '.join(dict.fromkeys(places))}, but the watch's actors do not have it; "
        "add it to actors.yaml or its acts cannot be judged"
        for actor, places in named.items()
        if world.actors.get(actor) is None
    ]


def _text_of(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise AgreementError(f"{file}: the agreement cannot be read ({error.strerror}); check the path.") from error
    if len(raw) > _LARGEST:
        raise AgreementError(f"{file}: {len(raw)} bytes are too many for an agreement; the limit is {_LARGEST}.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AgreementError(f"{file}: byte {error.start} is not UTF-8; save the file as UTF-8.") from error


def _compose(file: Path, text: str) -> yaml.MappingNode:
    try:
        _refuse_oddities(file, text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise AgreementError(f"{file}: {where}this is not YAML ({error.problem}); mend it there.") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise AgreementError(f"{file}: this is not YAML that can be read ({type(error).__name__}).") from error
    if not isinstance(root, yaml.MappingNode):
        raise AgreementError(f"{file}: an agreement is a mapping that starts with 'schema: trucewatch/agreement/0.1'.")
    return root


def _refuse_oddities(file: Path, text: str) -> None:
    """Aliases and bottomless nesting: both let a small file grow without end, and no agreement needs them."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        where = f"line {event.start_mark.line + 1}" if event.start_mark else "somewhere"
        if isinstance(event, yaml.AliasEvent):
            raise AgreementError(f"{file}: {where}: aliases (*name) are not read; write the value out.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise AgreementError(f"{file}: {where}: this is not the YAML of an agreement; it is nested too deep.")


def _construct(root: yaml.MappingNode) -> Any:
    loader = _Loader("")
    try:
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _repeated_keys(node: yaml.Node, at: tuple[str | int, ...]) -> list[Problem]:
    found: list[Problem] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                found.append(Problem((*at, name), "the key stands here twice; keep one"))
            seen.add(name)
            found += _repeated_keys(value, (*at, name))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            found += _repeated_keys(item, (*at, index))
    return found


def _line(root: yaml.Node, at: Sequence[str | int]) -> int:
    node = root
    line = root.start_mark.line
    for step in at:
        following = _child(node, step)
        if following is None:
            break
        line, node = following
    return line + 1


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if str(key.value) == str(step):
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line, item
    return None


def _reworded(message: str) -> str:
    if message == "Field required":
        return "this entry is required and missing"
    if message.startswith("Extra inputs"):
        return "no such entry is known here; check its spelling"
    return message[:1].lower() + message[1:]


def _refusal(file: Path, problems: Sequence[Found]) -> AgreementError:
    lines = [f"  {problem}" for problem in problems]
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    return AgreementError(f"{file}: the agreement has {count}; mend them and load it again:\n" + "\n".join(lines))
