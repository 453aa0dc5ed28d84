"""Issues that a person publishes to correct an earlier one: named in their head and in the ledger, and made again."""

from datetime import timedelta
from pathlib import Path

import pytest

from trucewatch.embargo import embargo_states, lift
from trucewatch.issuing import Edition, preview, reproduce, write_issue
from trucewatch.ledger.kinds import IssuePublished
from trucewatch.model.errors import WatchError
from trucewatch.moments import moment
from trucewatch.watch import Watch


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    (tmp_path / "watch.toml").write_text('[watch]\nid = "delta"\ntitle = "Delta"\nclock = "received"\n')
    (tmp_path / "report.txt").write_text("Militia fighters shelled the village of Harran on Monday, residents said.\n")
    with Watch.open(tmp_path) as opened:
        opened.add([tmp_path / "report.txt"], published=moment("2024-03-05", opened.zone).date())
        yield opened


def test_a_correction_names_what_it_corrects_and_who_published_it(watch: Watch, tmp_path: Path) -> None:
    first, later = moment("2024-03-06", watch.zone), moment("2024-03-07", watch.zone)
    write_issue(watch, first, first, tmp_path / "out", by="Ada")
    edition = Edition(corrects=1, correction="The first issue named the wrong village")
    (path,) = write_issue(watch, first, later, tmp_path / "out", ("md",), edition=edition, by="Bela")
    assert "issue 1: The first issue named the wrong village" in path.read_text()
    entries = list(watch.ledger.entries(IssuePublished.kind))
    assert [entry.by for entry in entries] == ["Ada", "Bela"]
    assert entries[1].body["snapshot"]["corrects"] == 1
    assert "corrects" not in entries[0].body["snapshot"]
    _, differing = reproduce(watch, 2, tmp_path / "again")
    assert differing == []


def test_a_correction_of_no_issue_is_refused_and_records_nothing(watch: Watch, tmp_path: Path) -> None:
    day = moment("2024-03-06", watch.zone)
    with pytest.raises(WatchError, match="no issue 7"):
        write_issue(watch, day, day, tmp_path / "out", edition=Edition(corrects=7, correction="x"))
    assert watch.ledger.issues() == ()


def test_a_preview_is_what_would_be_published_and_records_nothing(watch: Watch, tmp_path: Path) -> None:
    day = moment("2024-03-06", watch.zone)
    seen = preview(watch, day, day, form="md")
    assert watch.ledger.issues() == ()
    (path,) = write_issue(watch, day, day, tmp_path / "out", ("md",))
    assert path.read_bytes() == seen


def test_the_states_of_all_embargoes_name_who_wants_them_lifted(watch: Watch, tmp_path: Path) -> None:
    day = moment("2024-03-06", watch.zone)
    until = moment("2100-01-01", watch.zone)
    write_issue(watch, day, day, tmp_path / "out", edition=Edition(embargo=until))
    write_issue(watch, day, day + timedelta(days=1), tmp_path / "out")
    lift(watch, 1, "Ada", day)
    states = embargo_states(watch)
    assert (states[1].until, states[1].lifted_by, states[1].holds(day)) == (until, ("Ada",), True)
    assert states[2].until is None
    lift(watch, 1, "Bela", day)
    assert not embargo_states(watch)[1].holds(day)
