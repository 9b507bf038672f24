"""What makes a delivery wait or stop: nothing is lost by it."""

import pytest
from plans import AS_OF, NOON, write_plan
from quick_deliveries import query, send
from receivers import receive

from ingest.home import open_home
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.delivery.posting import Pace
from orchestration.outbound.delivery.preview import preview
from orchestration.outbound.errors import OutboundError


@pytest.fixture
def home(tmp_path):
    return open_home(tmp_path / "home")


def test_what_was_asked_by_retry_after_is_waited_for(home):
    write_plan(home, 1)
    with receive(["429"]) as server:
        send(home, server)
    (_, first), (_, second) = server.requests
    assert second - first >= 1


def test_a_long_retry_after_ends_the_delivery_and_holds_for_the_next(home):
    write_plan(home, 1)
    with receive(["asks for an hour"]) as server:
        with pytest.raises(DeliveryError, match=r"does not take batches: it answered 429. Batches left: 1 of 1;"):
            send(home, server)
        with pytest.raises(DeliveryError, match="asked to come again after"):
            send(home, server)
    assert len(server.requests) == 1


def test_a_receiver_that_stays_broken_ends_the_delivery_and_nothing_is_lost(home):
    ids = write_plan(home, 6)
    pace = Pace(batch_rows=4, attempts=3, first_wait=0.01, jitter=0)
    with receive(["none", "500", "500", "500"]) as server:
        with pytest.raises(DeliveryError, match=r"it answered 500. Batches left: 1 of 2;"):
            send(home, server, pace)
        assert server.counted.total() == 4
        assert send(home, server, pace)["accepted"] == 2
    assert server.counted == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410])
def test_a_receiver_that_takes_nothing_from_us_is_asked_once(home, status):
    write_plan(home, 6)
    with receive([f"answers {status}"]) as server:
        with pytest.raises(DeliveryError, match=f"takes nothing from us: it answered {status}"):
            send(home, server)
        assert len(server.requests) == 1
        assert send(home, server)["accepted"] == 6


@pytest.mark.parametrize("rejected", ["null", "{}", '"none"', "[5]", '[{"decision_id": 5}]', '[{"reason": "late"}]'])
def test_an_answer_that_is_not_understood_counts_nothing_and_stops_the_delivery(home, rejected):
    ids = write_plan(home, 3)
    with receive([f'says {{"rejected": {rejected}}}']) as server:
        with pytest.raises(
            DeliveryError, match="is not understood: `rejected` in its answer must be a list of objects"
        ):
            send(home, server)
        assert query(home, "select distinct outcome, reason from decisions") == [(None, None)]
        assert query(home, "select state from batches") == [("open",)]
        assert send(home, server) == {"accepted": 3}
    assert server.counted == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("way", ["states", "chunks"])
@pytest.mark.parametrize(
    "words",
    [
        "{'rejected': []}",
        '{"rejected": [',
        'Warning: line 3 {"rejected": [{"decision_id": "20250301-0000"}]}',
        '[{"rejected": [{"decision_id": "20250301-0000"}]}]',
        "<html>Request Rejected</html>The requested URL was rejected.",
    ],
)
def test_a_whole_answer_that_may_reject_something_in_other_words_is_not_taken_for_cut_off(home, way, words):
    ids = write_plan(home, 3)
    with receive([f"{way} text/html {words}"]) as server:
        with pytest.raises(DeliveryError, match="is not understood"):
            send(home, server)
        assert len(server.requests) == 1
        assert query(home, "select state from batches") == [("open",)]
        assert send(home, server) == {"accepted": 3}
    assert server.counted == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "br"])
def test_an_answer_that_is_packed_counts_nothing_and_stops_the_delivery(home, encoding):
    """It may reject what it likes: nobody here asked for it packed, and so nobody can read it."""
    ids = write_plan(home, 3)
    with receive([f"packs {encoding}"], rejects={ids[0]}) as server:
        with pytest.raises(DeliveryError, match="is not understood: its answer is packed"):
            send(home, server)
        assert query(home, "select distinct outcome, reason from decisions") == [(None, None)]
        assert query(home, "select state from batches") == [("open",)]
        assert send(home, server) == {"accepted": 2, "rejected": 1}


@pytest.mark.parametrize("answer", ["utf-8 OK", "identity OK", 'gzip {"rejected": []}', "gzip "])
def test_an_answer_that_only_calls_itself_packed_is_read(home, answer):
    write_plan(home, 3)
    with receive([f"encodes {answer}"]) as server:
        assert send(home, server) == {"accepted": 3}


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.write_bytes(b"no Parquet"), "cannot be read"),
        (lambda path: path.rename(path.with_name("2025-02-31.parquet")), "named after no day"),
    ],
)
def test_a_ledger_that_cannot_be_used_is_one_sentence(home, damage, words):
    write_plan(home, 1)
    damage(home.ledger / f"{AS_OF}.parquet")
    with receive() as server, pytest.raises(OutboundError, match=words):
        send(home, server)
    assert not server.requests


def test_a_plan_that_is_gone_half_way_is_not_taken_for_erased(home):
    write_plan(home, 6)
    with receive(["none", "answers 401"]) as server:
        with pytest.raises(DeliveryError):
            send(home, server)
        (home.ledger / f"{AS_OF}.parquet").rename(home.path / "aside")
        with pytest.raises(OutboundError, match="put it back from a backup"):
            send(home, server)
        (home.path / "aside").rename(home.ledger / f"{AS_OF}.parquet")
        assert send(home, server)["accepted"] == 2


def test_a_damaged_outbox_is_one_sentence(home):
    write_plan(home, 1)
    home.outbox.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with receive() as server, pytest.raises(DeliveryError, match=r"outbox.sqlite cannot be used"):
        send(home, server)


def test_without_a_plan_nothing_happens(home):
    with receive() as server:
        assert send(home, server) == {}
    assert list(preview(home, None, NOON))[-1].startswith("There is no plan yet")
