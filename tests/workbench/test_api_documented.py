"""docs/api.md says of each operation what the API's own description says, and what it shows works."""

import json
import re
import subprocess
import sys
import time

from workbench_server import ROOT

from trucewatch.workbench.hooks import signed

sys.path.insert(0, str(ROOT / "scripts"))
from document_api import DESCRIPTION, PAGE, described, page, written


def test_the_page_and_the_description_are_current() -> None:
    made = described()
    text = PAGE.read_text("utf-8")
    assert page(text, made) == text, "run: python scripts/document_api.py"
    assert written(made) == DESCRIPTION.read_text("utf-8"), "run: python scripts/document_api.py"


def test_every_operation_that_the_page_calls_is_there() -> None:
    text = PAGE.read_text("utf-8")
    paths = set(described()["paths"])
    for called in re.findall(r"/api/v1(/[a-z]+)", text):
        assert called in paths or called == "/openapi", called
    decisions = described()["components"]["schemas"]
    told = text[text.index("Decisions are") :].partition("\n\n")[0]
    for name in re.findall(r"`([a-z]+)`", told):
        assert any(s.get("properties", {}).get("decision", {}).get("const") == name for s in decisions.values()), name


def test_the_receiver_on_the_page_knows_what_is_genuine() -> None:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert code is not None
    body = json.dumps({"event": "ping"}).encode()
    now = int(time.time())
    cases = [
        (signed("secret", body, now), True),
        (signed("another", body, now), False),
        (signed("secret", body, now - 400), False),
        ("t=1", False),
    ]
    loop = f"for header, wanted in {cases!r}:\n    assert genuine('secret', header, {body!r}) is wanted, header\n"
    asked = f"{code[1]}\n{loop}"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
