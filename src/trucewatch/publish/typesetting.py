"""Run by itself, apart from the package: sets one part of a report with typst, from standard input to standard output.

The typesetter keeps what it has laid out until its process ends, so each part gets a process of its own. Input: one
line of JSON with "fonts" (a folder), "first" (whether the report begins with it) and "data" (the content of data.json),
after it the template. Output: the PDF; errors go to standard error with exit code 1.
"""

import json
import sys

_EPOCH = 0


def main() -> int:
    """Set what comes on standard input."""
    import typst

    head = json.loads(sys.stdin.buffer.readline())
    sources = {"main": sys.stdin.buffer.read(), "data.json": head["data"].encode()}
    try:
        made: bytes = typst.compile(
            sources,
            format="pdf",
            font_paths=[head["fonts"]],
            ignore_system_fonts=True,
            # A part that goes on with an earlier one has no heading of the first level, which the standard asks of a
            # whole document; it is tagged all the same.
            pdf_standards=["ua-1"] if head["first"] else [],
            timestamp=_EPOCH,
        )
    except RuntimeError as error:
        sys.stderr.write(str(error))
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
