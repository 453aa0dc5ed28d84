"""The commands of the review room, run as their user would."""

import json
from pathlib import Path

import pytest
from review_material import tell

from trucewatch.cli import main
from trucewatch.watch import Watch

TOML = '[watch]\nid = "valley"\ntitle = "The valley"\n'


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    folder = tmp_path / "valley"
    folder.mkdir()
    (folder / "watch.toml").write_text(TOML, "utf-8")
    with Watch.open(folder) as watch:
        tell(watch.ledger, "r1", "r2")
    return folder


@pytest.fixture
def run(capsys, valley):
    def command(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["review", *words, "--watch", str(valley)])
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return command


def rows(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines() if line]


def test_next_shows_the_claim_with_why_and_its_version(run):
    code, out, _ = run("next", "--by", "Ana", "--kind", "claim", "--format", "jsonl")
    (item,) = rows(out)
    assert code == 0
    assert {"id", "kind", "score", "reasons", "claim", "seen", "passage", "blind"} <= item.keys()
    assert item["reasons"][0].keys() == {"code", "adds", "said"}
    assert item["claim"]["trigger"]["text"] in item["passage"]
    code, out, _ = run("next", "--by", "Ana", "--kind", "claim")
    assert f"--seen {item['seen']}" in out
    assert item["reasons"][0]["said"] in " ".join(out.split())
    other = rows(run("next", "--by", "Ben", "--kind", "claim", "--format", "jsonl")[1])[0]
    assert other["id"] != item["id"]
    skipped = rows(run("next", "--by", "Ana", "--kind", "claim", "--skip", item["id"], "--format", "jsonl")[1])[0]
    assert skipped["id"] not in (item["id"], other["id"])


def test_a_decision_is_an_entry_and_the_second_one_is_told(run, valley):
    item = rows(run("next", "--by", "Ana", "--kind", "claim", "--format", "jsonl")[1])[0]
    args = ("--seen", item["seen"], "--format", "jsonl")
    code, out, _ = run("correct", item["id"], "--by", "Ana", "--set", "certainty=possible", *args)
    (entry,) = rows(out)
    assert (code, entry["kind"], entry["by"]) == (0, "claim_corrected", "Ana")
    code, out, err = run("accept", item["id"], "--by", "Ben", *args)
    assert (code, out) == (1, "")
    assert " ".join(err.split()) == f"Ana decided first: claim {item['id']} was corrected; look at it again."
    with Watch.open(valley) as watch:
        assert watch.ledger.claims()[item["id"]].reviewed.by == "Ana"
        assert watch.verify().ok


def test_reject_and_undo_say_what_they_did(run):
    code, out, _ = run("reject", "r1/c1", "--by", "Ana", "--reason", "a figure of speech", "--request", "k1")
    assert code == 0
    assert "claim r1/c1 was rejected" in " ".join(out.split())
    assert run("reject", "r1/c1", "--by", "Ana", "--request", "k1")[1] == out
    code, out, _ = run("undo", "--by", "Ana")
    assert "is undone" in " ".join(out.split())
    assert run("undo", "--by", "Ana")[0] == 1


def test_incidents_are_split_merged_and_kept(run):
    with_both = rows(run("queue", "--format", "jsonl")[1])
    incident = next(item["incident"] for item in with_both if item["id"] == "r1/c1")
    assert run("split", incident, "r2/c1", "r2/c2", "--by", "Ana")[0] == 0
    found = rows(run("queue", "--weigh", "--kind", "incident", "--format", "jsonl")[1])
    assert {reason["code"] for item in found for reason in item["reasons"]} >= {"twin"}
    names = [item["id"] for item in found]
    code, out, _ = run("merge", *names, "--by", "Ben", "--format", "jsonl")
    assert (code, rows(out)[0]["body"]["changes"][0]["change"]) == (0, "joined")
    assert "are of one event" in " ".join(run("accept", incident, "--by", "Ben")[1].split())


def test_links_and_flags(run):
    assert "claim r1/c2 denies r1/c1" in " ".join(run("link", "denies", "r1/c2", "r1/c1", "--by", "Ana")[1].split())
    assert run("link", "not-same", "r1/c1", "r2/c1", "--by", "Ana")[0] == 0
    _, out, _ = run("flag", "report", "r2", "strict", "--by", "Ana", "--reason", "its author is in danger")
    assert "report r2 is strict" in " ".join(out.split())
    assert run("flag", "claim", "r1/c1", "strict", "--by", "Ana", "--reason", " ")[0] == 1


def test_two_code_a_third_settles_and_agreement_is_told(run, valley):
    (valley / "watch.toml").write_text(TOML + "[review]\ndouble_share = 1.0\n", "utf-8")
    assert "coded blindly" in " ".join(run("accept", "r1/c1", "--by", "Ana")[1].split())
    run("correct", "r1/c1", "--by", "Ben", "--set", "certainty=possible")
    run("accept", "r1/c2", "--by", "Ana")
    assert len(rows(run("accept", "r1/c2", "--by", "Ben", "--format", "jsonl")[1])) == 2
    assert run("adjudicate", "r1/c1", "--by", "Ben")[0] == 1
    shown = rows(run("adjudicate", "r1/c1", "--by", "Cem", "--format", "jsonl")[1])
    assert [row["by"] for row in shown] == ["Ana", "Ben"]
    assert "* certainty" in run("adjudicate", "r1/c1", "--by", "Cem")[1]
    assert run("adjudicate", "r1/c1", "2", "--by", "Cem")[0] == 0
    found = rows(run("agreement", "--format", "jsonl")[1])
    certainty = next(row for row in found if row["field"] == "certainty" and row["coder"] is None)
    assert certainty.keys() == {"field", "coder", "alpha", "alike", "claims", "pairs"}
    assert (certainty["claims"], certainty["alike"]) == (2, 0.5)
    assert "certainty" in run("agreement")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accept", "r1/c9", "--by", "Ana"), 'There is no claim "r1/c9"'),
        (("accept", "i-none", "--by", "Ana"), 'There is no incident "i-none"'),
        (("accept", "i-none", "--by", "Ana", "--seen", "x"), "There is no incident"),
        (("accept", "r1/c1", "--by", " "), "needs the name"),
        (("correct", "r1/c1", "--by", "Ana"), "Nothing is to be corrected"),
        (("correct", "r1/c1", "--by", "Ana", "--set", "type"), "is no FIELD=VALUE"),
        (("correct", "r1/c1", "--by", "Ana", "--set", "type=war"), "is not in the codebook"),
        (("queue", "--kind", "rumour"), "is no kind of item"),
        (("next", "--by", "Ana", "--because", "whim"), "is no reason"),
        (("adjudicate", "r1/c1", "1", "--by", "Ana"), "nothing to adjudicate"),
        (("undo", "999", "--by", "Ana"), "There is no entry 999"),
        (("reject", "r1/c1", "--by", "Ana", "--seen", "99.9"), "not as you saw it"),
        (("reject", "r1/c1", "--by", "Ana", "--known-on", "soon"), '"soon" is no date'),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_recorded(run, valley, words, said):
    code, _, err = run(*words)
    assert code == 1
    assert said in " ".join(err.split())
    assert "Traceback" not in err
    with Watch.open(valley) as watch:
        assert watch.ledger.head().seq == 5
