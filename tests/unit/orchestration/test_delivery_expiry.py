"""What is not sent any more: what has expired, and what is left once the day that was planned is over."""

from datetime import timedelta

import pytest
from plans import AS_OF, NOON, write_plan
from quick_deliveries import QUICK, query, send
from receivers import KEY, receive

from ingest.home import open_home
from orchestration.outbound.delivery.deliver import deliver
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.delivery.posting import Pace
from orchestration.settings import Receiver


@pytest.fixture
def home(tmp_path):
    return open_home(tmp_path / "home")


def test_what_has_expired_is_not_sent_and_a_plan_that_has_is_not_even_marked(home):
    ids = write_plan(home, 6, lasts=timedelta(hours=6))
    late = NOON + timedelta(hours=3, minutes=2, seconds=1)  # The first three have expired.
    with receive() as server:
        assert send(home, server, now=late) == {"accepted": 3, "expired": 3}
        assert server.counted == dict.fromkeys(ids[3:], 1)
        write_plan(home, 2, AS_OF + timedelta(days=1))
        assert send(home, server, now=NOON + timedelta(days=9)) == {}
    assert [path.name for path in home.ledger.glob("*.delivered")] == [f"{AS_OF}.delivered"]


@pytest.mark.parametrize(
    ("of_plan", "of_shell", "hours"),
    [
        ("UTC", "Asia/Tokyo", 12),
        ("America/New_York", None, 17),
        ("Asia/Tokyo", None, 3),
        (None, "America/New_York", 17),
    ],
)
def test_no_message_goes_out_once_the_day_that_was_planned_is_over(home, monkeypatch, of_plan, of_shell, hours):
    """However long it is of use: what goes out on another day is counted by no cap. Whoever delivers may have another
    zone than the plan was made in."""
    monkeypatch.setenv("CARTOGRAPH_TIME_ZONE", of_shell or "")
    midnight = NOON + timedelta(hours=hours)
    ids = write_plan(home, 6, lasts=timedelta(days=19), zone=of_plan)
    with receive(["none", "500"]) as server:
        with pytest.raises(DeliveryError):
            send(home, server, Pace(batch_rows=2, attempts=1), midnight - timedelta(seconds=1))
        assert send(home, server, now=midnight) == {"expired": 4}
        home.outbox.unlink()
        assert send(home, server, now=midnight) == {}
    assert server.counted == dict.fromkeys(ids[:2], 1)


def test_what_expires_while_the_receiver_makes_us_wait_is_left_out_of_the_next_attempt(home):
    ids = write_plan(home, 3, lasts=timedelta(hours=6))
    times = [NOON, NOON, NOON + timedelta(hours=3, seconds=1)]  # By the last one the first message has expired.
    with receive(["500"]) as server:
        done = deliver(home, Receiver(server.url, (KEY,)), print, QUICK, lambda: times.pop(0))
        assert done == {"accepted": 2, "expired": 1}
        assert server.counted == dict.fromkeys(ids[1:], 1)
        ids = write_plan(home, 1, NOON.date(), lasts=timedelta(hours=6))
        times = [NOON, NOON, NOON + timedelta(days=2)]
        with receive(["500"]) as other:
            done = deliver(home, Receiver(other.url, (KEY,)), print, QUICK, lambda: times.pop(0))
        assert (done, len(other.requests), other.counted.total()) == ({"expired": 1}, 1, 0)
    [unsure, _] = query(home, "select reason from decisions where outcome = 'expired'")
    assert "the receiver may have it" in unsure[0]
    assert query(home, "select count(*) from batches where state = 'open'") == [(0,)]
