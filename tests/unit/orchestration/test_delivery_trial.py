"""A test batch shows whether the receiver takes what we send, and counts nowhere; the documented receiver does."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace

import pytest
from plans import AS_OF, NOON, write_plan
from quick_deliveries import send
from receivers import KEY, SECRET, receive
from shop_home import ROOT

from ingest.home import open_home
from orchestration.commands import deliver as command
from orchestration.outbound.delivery.batches import word_plan
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.delivery.ledger import COLUMNS, read_sends
from orchestration.outbound.delivery.preview import OFF
from orchestration.outbound.delivery.trial import NOBODY, post_trial
from orchestration.settings import Receiver

[CODE] = re.findall(r"^```python\n(.*?)^```", (ROOT / "docs" / "delivery.md").read_text(), re.M | re.S)
OTHER_SECRET = "whsec_" + "A" * 32


@pytest.fixture
def home(tmp_path):
    return open_home(tmp_path / "home")


@contextmanager
def run_documented(folder, secret=SECRET):
    """Run the receiver of docs/delivery.md as it stands there; give its address."""
    (folder / "receiver.py").write_text(CODE)
    environment = os.environ | {"CARTOGRAPH_RECEIVER_SECRET": secret}
    with subprocess.Popen(
        [sys.executable, "receiver.py", "0"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process.stdout.readline().removeprefix("Listening on ").strip()
        finally:
            process.kill()


def run_command(monkeypatch, *arguments, home=None, url="", secret=""):
    """Run the command in this process, as make calls it; return its exit code."""
    given = {"HOME": str(home.path) if home else "", "RECEIVER_URL": url, "RECEIVER_SECRET": secret}
    for name, value in given.items():
        monkeypatch.setenv(f"CARTOGRAPH_{name}", value)
    monkeypatch.setattr(sys, "argv", ["deliver", *arguments])
    return command.main()


def query(folder, sql):
    with sqlite3.connect(folder / "received.sqlite") as received:
        return received.execute(sql).fetchall()


def test_the_documented_receiver_answers_a_test_and_keeps_nothing_of_it(home, tmp_path, monkeypatch, capsys):
    write_plan(home, 2)
    before = sorted(home.path.rglob("*"))
    with run_documented(tmp_path) as url:
        assert run_command(monkeypatch, "--test", home=home, url=url, secret=SECRET) == 0
        # While one secret takes another's place, either will do.
        assert run_command(monkeypatch, "--test", home=home, url=url, secret=f"{OTHER_SECRET} {SECRET}") == 0
    assert capsys.readouterr().out.splitlines() == 2 * [
        'The receiver 127.0.0.1 answered 200: {"test": "received", "rows": 1}',
        "It takes what we send. Nothing of a plan was sent, and nothing is counted.",
    ]
    assert query(tmp_path, "select * from batches union all select * from messages") == []
    assert sorted(home.path.rglob("*")) == before


@pytest.mark.parametrize("minutes", [0, 6, -6])
def test_the_documented_receiver_takes_nothing_that_is_not_ours_or_old(tmp_path, monkeypatch, minutes):
    moment = datetime.now().timestamp() + 60 * minutes
    monkeypatch.setattr("orchestration.outbound.delivery.trial.time.time", lambda: moment)
    with run_documented(tmp_path) as url:
        for key, is_ours in ((KEY, True), (bytes(32), False)):
            is_taken, lines = post_trial(Receiver(url, (key,)), NOON)
            assert is_taken == (is_ours and not minutes)
            assert is_taken or lines[1].startswith(
                "It was reached, and takes nothing from us. Check CARTOGRAPH_RECEIVER_"
            )


def test_the_documented_receiver_keeps_each_message_of_a_plan_once(home, tmp_path):
    ids = write_plan(home, 6)
    with run_documented(tmp_path) as url:
        assert send(home, SimpleNamespace(url=url)) == {"accepted": 6}
        home.outbox.unlink()
        assert send(home, SimpleNamespace(url=url)) == {"accepted": 6}
    assert sorted(name for (name,) in query(tmp_path, "select decision_id from messages")) == sorted(ids)
    assert query(tmp_path, "select count(*) from batches") == [(2,)]


def test_a_test_looks_like_a_plan_and_is_for_nobody(home):
    write_plan(home, 1)
    [real] = read_sends(home, AS_OF).values()
    with receive() as server:
        is_taken, _ = post_trial(Receiver(server.url, (KEY,)), NOON)
        post_trial(Receiver(server.url, (KEY,)), NOON)
    assert is_taken
    body, again = server.bodies
    assert {**body, "data": {**body["data"], "rows": []}} == {
        "type": "campaign_plan.sends",
        "test": True,
        "data": {"as_of_date": "2025-03-02", "rows": []},
    }
    [row] = body["data"]["rows"]
    assert list(row) == list(real.row) == list(COLUMNS.values())
    assert row["external_id"] == NOBODY
    assert row["expires_at"] == "2025-03-02T12:00:00Z"
    assert row["decision_id"] != again["data"]["rows"][0]["decision_id"]
    assert len({webhook_id for webhook_id, _ in server.requests}) == 2
    assert b'"test"' not in word_plan(AS_OF, [real])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("500", "It is busy or broken (it answered 500): try again later."),
        ("answers 422", "It was reached, and does not understand the batch."),
        ("answers 403", "It was reached, and takes nothing from us. Check CARTOGRAPH_RECEIVER_URL"),
        ("says {\x1b[2J}", "It is busy or broken (its answer was cut off): try again later."),
        ("says {Cannot POST /hooks/token-in-path", "It is busy or broken (its answer was cut off): try again later."),
        ('says {"rejected": "all"}', "Its answer is not understood: see docs/delivery.md, point 11"),
    ],
)
def test_what_it_answers_is_said_once_and_whole_and_runs_nothing_in_a_terminal(fault, words):
    with receive([fault]) as server:
        is_taken, lines = post_trial(Receiver(server.url, (KEY,)), NOON)
        assert len(server.requests) == 1
    assert not is_taken
    assert lines[1].startswith(words)
    assert not any(text in line for text in ("\x1b", "token-in-path") for line in lines)


def test_a_receiver_that_cannot_use_the_made_up_message_works(monkeypatch):
    monkeypatch.setattr("orchestration.outbound.delivery.trial.secrets.token_hex", lambda _: "1")
    with receive(rejects={"test-1"}) as server:
        is_taken, lines = post_trial(Receiver(server.url, (KEY,)), NOON)
    assert is_taken
    assert lines[2] == "It rejected the message in it, which is right: nobody has that id."


def test_nobody_there_is_one_sentence(home):
    with receive() as server:
        url = server.url
    with pytest.raises(DeliveryError, match=r"^The receiver 127.0.0.1 did not take the test batch: it could not be"):
        post_trial(Receiver(url, (KEY,)), NOON)
    with receive(["stalls"]) as server, pytest.raises(DeliveryError, match="did not answer in time"):
        post_trial(Receiver(server.url, (KEY,)), NOON, seconds=0.2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("--test",), OFF), (("--test", "--confirm"), command.ONE_OF_BOTH), (("--test", "--again"), command.ONE_OF_BOTH)],
)
def test_it_is_off_until_configured_and_stands_alone(home, monkeypatch, arguments, sentence):
    with pytest.raises(command.SettingsError) as error:
        run_command(monkeypatch, *arguments, home=home)
    assert str(error.value) == sentence
