from pathlib import Path

import pytest
from api_fuzzing import fuzz
from workbench_server import Server

from trucewatch.workbench.people import Role


@pytest.mark.parametrize("role", [Role.READER, Role.ADMINISTRATOR])
def test_whatever_the_description_allows_or_forbids_is_answered_as_described(
    server: Server, token_of, tmp_path: Path, role: Role
) -> None:
    """A small part of what `python -m bench api_fuzz` tries; the same cases every time."""
    found = fuzz(server.url, token_of(role), tmp_path, examples=2, phases="examples,fuzzing", seed=7)
    assert found is None, found
    assert "Traceback" not in server.log()
