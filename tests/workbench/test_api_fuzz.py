from pathlib import Path

from api_fuzzing import fuzz
from workbench_server import Server

from trucewatch.workbench.people import Role


def test_whatever_the_description_allows_or_forbids_is_answered_as_described(
    server: Server, token_of, tmp_path: Path
) -> None:
    """A small part of what `python -m bench api_fuzz` tries; the same cases every time."""
    token = token_of(Role.ADMINISTRATOR)
    found = fuzz(server.url, token, tmp_path, examples=2, phases="examples,fuzzing", seed=7)
    assert found is None, found
    assert "Traceback" not in server.log()
