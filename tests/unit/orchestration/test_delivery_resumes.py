"""A delivery that was broken off is finished by the next: nothing is lost, and nothing is counted twice."""

import random
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from killed_delivery import deliver_killed, deliver_traced
from plans import NOON, write_plan
from quick_deliveries import QUICK, query, send
from receivers import FAULTS, receive

from ingest.home import open_home
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.delivery.outbox import Outbox
from orchestration.outbound.delivery.posting import Pace

IMPATIENT = Pace(batch_rows=3, attempts=2, attempt_seconds=0.3, first_wait=0.001, longest_wait=0.001, jitter=0)
# 429 asks for a second's wait: the faults below come by hundreds.
QUICK_FAULTS = st.sampled_from([fault for fault in FAULTS if fault != "429"])
STEPS = [name for name in vars(Outbox) if not name.startswith("_")]


class PowerCut(BaseException):
    """The process ends here."""


@settings(max_examples=25, deadline=None)
@given(
    count=st.integers(1, 14),
    faults=st.lists(QUICK_FAULTS, max_size=10),
    cuts=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 4), st.booleans()), max_size=4),
    rejected=st.sets(st.integers(0, 13)),
)
def test_any_faults_and_any_ends_between_steps(count, faults, cuts, rejected):
    """cuts: at the n-th call of a step of the outbox the process ends, before or after it."""
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(Path(folder))
        ids = write_plan(home, count)
        rejects = {name for at, name in enumerate(ids) if at in rejected}
        with receive(faults, rejects) as server:
            for cut in cuts:
                deliver_until(home, server, *cut)
            deliver_all(home, server)
    assert server.counted == {name: 1 for name in ids if name not in rejects}


def deliver_until(home, server, step, call, is_after):
    """Deliver until a step is done for the n-th time, or an error stops it before that."""
    calls = []

    def cut(outbox, *arguments, **options):
        calls.append(step)
        if len(calls) == call and not is_after:
            raise PowerCut
        done = real(outbox, *arguments, **options)
        if len(calls) == call:
            raise PowerCut
        return done

    real = getattr(Outbox, step)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Outbox, step, cut)
        try:
            send(home, server, IMPATIENT, log=lambda _: None)
        except (PowerCut, DeliveryError):
            """The next delivery goes on."""


def deliver_all(home, server):
    """Deliver again and again until all is answered; look that the outbox says what the receiver counted."""
    for _ in range(200):
        try:
            send(home, server, IMPATIENT, log=lambda _: None)
            break
        except DeliveryError:
            continue
    assert query(home, "select count(*) from batches where state <> 'done'") == [(0,)]
    known = dict(query(home, "select decision_id, outcome from decisions"))
    assert {name for name, outcome in known.items() if outcome == "accepted"} == set(server.counted)
    assert set(known.values()) <= {"accepted", "rejected"}


def check_kills(tmp_path: Path, kills: int, seed: str) -> None:
    with receive() as server:
        home = open_home(tmp_path / "whole")
        write_plan(home, 12)
        lines = deliver_traced(home, server.url)
    chosen = random.Random(seed)
    states = set()
    for at in range(kills):
        # One in each stretch, so that all of a delivery is met: marking, the outbox, within a post, after it.
        moment = chosen.randint(1 + lines * at // kills, lines * (at + 1) // kills)
        home = open_home(tmp_path / f"killed_{at}")
        ids = write_plan(home, 12)
        with receive() as server:
            assert deliver_killed(home, server.url, moment) == -signal.SIGKILL, moment
            before = server.counted.total()
            if before:
                assert any(home.ledger.glob("*.delivered")), moment
            was_marked = any(home.ledger.glob("*.delivered"))
            # The next morning's plan must not take the place of one that was marked as delivered.
            newer = write_plan(home, 2, NOON.date())
            assert send(home, server, QUICK)["accepted"] >= (12 if was_marked else 0) + 2 - before
        sent = [*(ids if was_marked else []), *newer]
        assert server.counted == dict.fromkeys(sent, 1), f"killed at line {moment} of {lines}"
        assert query(home, "select outcome, count(*) from decisions group by 1") == [("accepted", len(sent))]
        states.add(before)
    assert len(states) > 1, "all kills met the same state"


def test_a_plan_that_was_marked_and_not_yet_put_into_the_outbox_goes_out_beside_a_newer_one(tmp_path):
    home = open_home(tmp_path)
    older = write_plan(home, 3)
    with receive() as server:
        deliver_until(home, server, "add_plan", 1, is_after=False)
        assert [path.name for path in home.ledger.glob("*.delivered")] == ["2025-03-01.delivered"]
        newer = write_plan(home, 2, NOON.date())
        assert send(home, server) == {"accepted": 5}
        assert send(home, server) == {}
    assert server.counted == dict.fromkeys(older + newer, 1)


def test_a_killed_delivery_is_finished_by_the_next(tmp_path):
    check_kills(tmp_path, 3, "3")


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_one_killed_at_thirty_moments(tmp_path, request):
    check_kills(tmp_path, request.config.getoption("--random-kills"), request.config.getoption("--kill-seed"))
