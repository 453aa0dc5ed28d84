"""What was published and rests on a report that is taken down."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.custody import take_down
from trucewatch.founding import found
from trucewatch.issuing import Edition, publish
from trucewatch.model.errors import LedgerError
from trucewatch.moments import moment
from trucewatch.publish.release import load_profile
from trucewatch.watch import Watch

TEXTS = {
    "wire": "The Northern Brigade stormed the town of Tell Amara on Thursday and captured its old mill from the army.",
    "post": "The army shelled Tell Amara on Friday. Residents said that four people were killed near the mill.",
    "late": "The army withdrew from Salt Hill on Saturday, the Northern Brigade said.",
}


@pytest.fixture
def watch(tmp_path: Path):
    path = tmp_path / "reports.jsonl"
    rows = (
        {"id": name, "text": text, "published": f"2017-05-{5 + n:02}", "publisher": f"{name} press"}
        for n, (name, text) in enumerate(TEXTS.items())
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    found(tmp_path / "watch", title="A test", archive=True)
    with Watch.open(tmp_path / "watch") as opened:
        opened.add([path])
        yield opened


def issued(watch: Watch, day: str, name: str, language: str = "en") -> str:
    """The text of an issue for the team, as it was published."""
    at = moment(day, watch.zone)
    edition = Edition(profile=load_profile("internal", watch.folder), language=language)
    _, [path] = publish(watch, at, at, watch.folder / "out", ("md",), name=name, edition=edition)
    return path.read_text("utf-8")


def notes_of(published: str, report: str) -> set[int]:
    """The numbers of the notes that quote a report, read from the published text."""
    lines = (line for line in published.splitlines() if f": {report} (" in line)
    return {int(number) for line in lines for number in re.findall(r"^\[\^(\d+)\]:", line)}


def test_every_published_sentence_that_rested_on_it_is_listed_as_it_was_published(watch: Watch) -> None:
    first, second = issued(watch, "2017-05-06", "one"), issued(watch, "2017-05-08", "two", "ar")
    done = take_down(watch, "post", "the publisher asked", by="dana")
    for number, text in ((1, first), (2, second)):
        listed = [resting for resting in done.sentences if resting.issue == number]
        plain = re.sub(r"\[\^\d+\]|[\\*_]", "", text)
        assert listed
        assert {note for resting in listed for note in resting.notes} == notes_of(text, "post")
        assert [each.sentence for each in listed if re.sub(r"[\\*_]", "", each.sentence) not in plain] == []
        assert all(resting.section and resting.exact for resting in listed)
    assert watch.verify().ok
    again = take_down(watch, "wire", "the publisher asked", by="dana").sentences
    assert again
    assert not any(resting.exact for resting in again)
    assert take_down(watch, "late", "the publisher asked", by="dana").sentences[0].issue == 2


def test_a_sentence_that_only_counts_it_is_listed_and_no_sentence_that_reads_the_same_without_it(watch: Watch) -> None:
    text = issued(watch, "2017-05-08", "one")
    counted = {each.sentence: each for each in take_down(watch, "post", "asked", by="dana").sentences if not each.notes}
    [known] = (said for said in counted if said.startswith("3 reports known on 8 May 2017"))
    assert known in text
    assert counted[known].section == "Bottom line"
    assert not [said for said in counted if "withdrawal" in said.lower()], "told by another report alone"


def test_the_command_names_the_issues_and_their_notes(watch: Watch) -> None:
    notes = notes_of(issued(watch, "2017-05-06", "one"), "post")
    command = ["takedown", "post", "--reason", "the publisher asked", "--watch", str(watch.folder)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert re.search(
        rf"No\. 1: \d+ sentences?; quoted in its notes {', '.join(map(str, sorted(notes)))}\n", done.output
    )
    done = CliRunner().invoke(app, ["takedown", "late", *command[2:], "--format", "jsonl"])
    assert (done.exit_code, done.output) == (0, "")


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Dusthill Gazette</title>
<item><title>The mill</title><guid>a</guid><description>Marten saw shells hit the mill.</description></item>
<item><title>The quay</title><guid>b</guid><description>Rebels shelled the quay on Friday.</description></item>
</channel></rss>"""


def test_bytes_that_another_report_stands_on_are_said_to_stay(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "gazette.rss").write_text(FEED, "utf-8")
    first, second = watch.add([tmp_path / "gazette.rss"]).new
    sha256 = watch.ledger.report(first).capture.sha256
    command = ["takedown", first, "--reason", "asked", "--watch", str(watch.folder)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert f"Took down {first}: its words are gone; their hashes and the reason stay.\n" in done.output
    assert f"These bytes stay, because {second} stands on them: {sha256}\n" in done.output
    command[1] = second
    done = CliRunner().invoke(app, command)
    assert f"Took down {second}: its words and bytes are gone;" in done.output
    assert not watch.evidence.holds(sha256)


def test_a_takedown_that_was_cut_short_is_completed_by_asking_again(watch: Watch, monkeypatch) -> None:
    sha256 = watch.ledger.report("post").capture.sha256
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", _refused)
        with pytest.raises(LedgerError, match="once more"):
            take_down(watch, "post", "the publisher asked", by="dana")
    assert watch.evidence.holds(sha256)
    command = ["takedown", "post", "--reason", "asked again", "--watch", str(watch.folder)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "was taken down before (the publisher asked), but that was cut short" in done.output
    assert not watch.evidence.holds(sha256)
    assert watch.verify().problems == ()
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1
    assert "was taken down already (the publisher asked); none of its bytes is left" in str(done.exception)


def _refused(*_args: object, **_options: object) -> None:
    raise PermissionError(13, "Permission denied")
