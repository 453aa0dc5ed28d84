"""A draft as YAML that a person corrects: in the order of the schema, the points to check on top as comments."""

import textwrap
from typing import Any

import yaml

from trucewatch.monitor.drafting.draft import Draft

__all__ = ["written"]

_WIDTH = 110


class _Dumper(yaml.SafeDumper):
    """Dates quoted, lists indented, no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists under their key."""
        del indentless
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out."""
        del data
        return True


def written(draft: Draft) -> str:
    """The YAML text."""
    head = ["# A draft for a person to correct: the quoted words stand beside each entry.", "# To check:"]
    points = draft.to_check or ["nothing in particular"]
    for point in points:
        wrapped = textwrap.wrap(point, _WIDTH - 4)
        head += [f"# {'- ' if number == 0 else '  '}{line}" for number, line in enumerate(wrapped)]
    body = yaml.dump(
        draft.data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=False
    )
    return "\n".join(head) + "\n" + body
