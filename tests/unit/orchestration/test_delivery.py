"""A plan is delivered: what goes out, and what is remembered."""

import hashlib
import json
from datetime import timedelta

import pytest
from plans import AS_OF, NOON, write_plan
from quick_deliveries import QUICK, SHORT, query, send
from receivers import FAULTS, KEY, receive

from ingest.home import open_home
from orchestration.outbound.delivery.deliver import deliver
from orchestration.outbound.delivery.erase import take_out_of_outbox
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.delivery.posting import Pace
from orchestration.outbound.delivery.preview import preview
from orchestration.settings import Receiver


@pytest.fixture
def home(tmp_path):
    return open_home(tmp_path / "home")


def test_every_message_goes_out_once_soonest_first_and_no_other_row(home):
    ids = write_plan(home, 10)
    with receive() as server:
        assert send(home, server) == {"accepted": 10}
        assert send(home, server) == {}
    rows = [row for body in server.bodies for row in body["data"]["rows"]]
    assert [row["decision_id"] for row in rows] == ids
    assert [len(body["data"]["rows"]) for body in server.bodies] == [4, 4, 2]
    assert len(server.requests) == len(server.answers) == 3


def test_a_row_has_what_a_message_needs_and_not_how_it_was_decided_on(home):
    write_plan(home, 1)
    with receive() as server:
        send(home, server)
    assert server.bodies == [
        {
            "type": "campaign_plan.sends",
            "data": {
                "as_of_date": "2025-03-01",
                "rows": [
                    {
                        "decision_id": "20250301-0000",
                        "external_id": "person-0000",
                        "trigger": "welcome",
                        "item_id": None,
                        "item_name": None,
                        "category_id": None,
                        "channel": "email",
                        "offer": "coupon_5",
                        "depth_share": 0.05,
                        "send_at": "2025-03-02T09:00:00Z",
                        "expires_at": "2025-03-02T23:00:00Z",  # Of use until nine, and counted on the plan's day alone.
                        "quiet_from": "21:00",
                        "quiet_to": "08:00",
                        "time_zone": "Europe/Berlin",
                        "recheck_rules": "no_consent;bought_since",
                        "recheck": "consent, not bought",
                    }
                ],
            },
        }
    ]


@pytest.mark.parametrize("users", ["ann{}@shop.example", "guest:{}", "+49 170 00000{}", "tel:+49170/00000{}"])
def test_no_receiver_is_told_an_id_that_is_an_address_or_a_guests_key(home, users):
    write_plan(home, 2, users=users)
    said = list(preview(home, None, NOON))
    with receive() as server:
        assert send(home, server, log=said.append) == {}
        assert not server.requests
        words = "2 messages are left out, since the user's id is an e-mail address, a phone number or a guest's key."
        assert [line.strip() for line in said if words in line] == [words, f"The plan as of 2025-03-01: {words}"]
        assert not any(home.ledger.glob("*.delivered"))
        write_plan(home, 2, users="@ann{}.x")
        assert send(home, server) == {"accepted": 2}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_receiver_does_each_message_is_counted_once(home, fault):
    ids = write_plan(home, 6)
    with receive(["none", fault]) as server:
        assert send(home, server, SHORT if "stalls" in fault or "drips" in fault else QUICK)["accepted"] == 6
    assert server.counted == dict.fromkeys(ids, 1)
    assert len(server.requests) == 3
    assert len({webhook_id for webhook_id, _ in server.requests[1:]}) == 1
    ends = query(home, "select outcome, accepted_count from attempts order by attempt_id")
    assert ends == [("accepted", 4), ("repeated", None), ("accepted", 2)]


def test_a_plan_is_marked_before_anything_of_it_goes_out(home, monkeypatch):
    write_plan(home, 1)
    with receive() as server:
        take = server.take

        def look(*message):
            assert (home.ledger / f"{AS_OF}.delivered").exists()
            return take(*message)

        monkeypatch.setattr(server, "take", look)
        assert send(home, server)["accepted"] == 1
    plan, mark = (home.ledger / f"{AS_OF}.{end}" for end in ("parquet", "delivered"))
    assert mark.read_text().split()[1:] == [hashlib.sha256(plan.read_bytes()).hexdigest()]


def test_a_dry_run_sends_writes_and_marks_nothing(home):
    write_plan(home, 3)
    before = sorted(home.path.rglob("*"))
    with receive() as server:
        lines = list(preview(home, Receiver(server.url, (KEY,)), NOON))
    assert sorted(home.path.rglob("*")) == before
    assert not server.requests
    assert lines[:2] == ["The receiver is 127.0.0.1.", "The plan as of 2025-03-01 sends 3 messages."]
    assert [line.strip() for line in lines[2:4]] == ["2 to send: cart_left by email", "1 to send: welcome by email"]


def test_rejected_rows_and_refused_batches_are_dead_letters_with_the_answer(home):
    ids = write_plan(home, 8)
    with receive(["none", "answers 422"], rejects={ids[1]}) as server:
        assert send(home, server) == {"accepted": 3, "rejected": 1, "refused": 4}
        assert send(home, server) == {}
        assert query(home, "select decision_id, reason from decisions where outcome = 'rejected'") == [
            (ids[1], f"cannot {ids[1]}")
        ]
        [(answer,)] = query(home, "select answer from attempts where status = 422")
        assert ids[4] in answer
        assert send(home, server, again=True)["accepted"] == 4
    assert server.counted == {name: 1 for name in ids if name != ids[1]}


@pytest.mark.parametrize("way", ["states", "chunks"])
@pytest.mark.parametrize("kind", ["text/html", "application/json"])
@pytest.mark.parametrize("before", ["", "\ufeff", "\n\ufeff\ufeff "])
def test_rejected_rows_are_found_whatever_the_answer_calls_itself(home, way, kind, before):
    ids = write_plan(home, 3)
    with receive([f'{way} {kind} {before}{{"rejected": [{{"decision_id": "{ids[0]}"}}]}}']) as server:
        assert send(home, server) == {"accepted": 2, "rejected": 1}
        assert len(server.requests) == 1
    assert query(home, "select decision_id, reason from decisions where outcome = 'rejected'") == [
        (ids[0], "no reason given")
    ]


@pytest.mark.parametrize(
    "words", ["says OK", "says ", "states application/json OK", "states text/plain OK", "says []", "says [OK] 3 taken"]
)
def test_an_answer_without_json_takes_the_batch_whatever_it_calls_itself(home, words):
    write_plan(home, 3)
    with receive([words]) as server:
        assert send(home, server) == {"accepted": 3}
        assert len(server.requests) == 1


def test_what_was_left_of_an_older_plan_goes_out_before_the_newest(home):
    older = write_plan(home, 4)
    with receive(["500"]) as server:
        with pytest.raises(DeliveryError):
            send(home, server, Pace(attempts=1, batch_rows=4))
        newer = write_plan(home, 4, AS_OF + timedelta(days=1))
        assert send(home, server)["accepted"] == 8
    assert [row["decision_id"] for body in server.bodies for row in body["data"]["rows"]] == older + newer


def test_an_erased_person_is_neither_sent_nor_remembered(home):
    ids = write_plan(home, 6)
    with receive(["none", "answers 422"]) as server:
        send(home, server)
        write_plan(home, 6, leave_out=frozenset({ids[0], ids[5]}))
        assert take_out_of_outbox(home) == 2
        content = home.outbox.read_bytes()
        assert ids[0].encode() not in content
        assert b"person-0005" not in content
        send(home, server, again=True)
    assert ids[5] not in server.counted
    assert server.counted[ids[4]] == 1


def test_a_lost_outbox_sends_again_under_the_same_ids(home):
    ids = write_plan(home, 6)
    with receive() as server:
        send(home, server)
        home.outbox.unlink()
        send(home, server)
    assert len(server.requests) == 4
    assert server.counted == dict.fromkeys(ids, 1)


def test_the_receiver_is_told_which_files_of_an_audience_were_written_once_a_generation(home):
    said = []
    with receive() as server:
        receiver = Receiver(server.url, (KEY,), ("win_back", "lost"))
        for generation in (9, 9, 10):
            folder = home.exports / str(AS_OF) / "win_back" / f"generation-{generation}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "manifest.json").write_text(json.dumps({"audience": "win_back", "generation": generation}))
            deliver(home, receiver, said.append, QUICK)
    assert [body["data"]["generation"] for body in server.bodies] == [9, 10]
    assert {body["type"] for body in server.bodies} == {"audience.written"}
    assert any("The audience lost has no files" in line for line in said)


def test_a_receiver_that_fails_on_a_notice_of_an_audience_gets_the_messages_of_the_day(home):
    """The notice is of an older day, and left from a call before the plan was there."""
    folder = home.exports / str(AS_OF - timedelta(1)) / "win_back" / "generation-1"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"audience": "win_back"}))
    tries = QUICK.attempts
    with receive(["500"] * tries + ["none"] + ["500"] * tries) as server:
        receiver = Receiver(server.url, (KEY,), ("win_back",))
        for count in (0, 3):
            ids = write_plan(home, count) if count else []
            with pytest.raises(DeliveryError, match="Batches left: 1 of"):
                deliver(home, receiver, print, QUICK, lambda: NOON)
            assert server.counted == dict.fromkeys(ids, 1)
        deliver(home, receiver, print, QUICK, lambda: NOON)
    assert [body["type"] for body in server.bodies] == ["campaign_plan.sends", "audience.written"]
