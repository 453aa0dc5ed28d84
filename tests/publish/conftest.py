"""The invented watch as fixtures."""

import pytest
from tamesna import make_view

from trucewatch.model import Issue, View


@pytest.fixture
def view() -> View:
    return make_view()


@pytest.fixture
def issue(view: View) -> Issue:
    return Issue(number=3, view=view)
