"""The ledger of plans: what is delivered stays, who is erased goes, and the same plan is the same bytes."""

import os
import shutil
import stat
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from plan_shops import TODAY, make_candidate, make_inputs, with_rules

from ingest.books.erased_ids import hash_id
from ingest.books.erasures import Erasure, open_erased
from ml_assets.campaign_plan import campaign_plan
from ml_assets.campaign_plan.rules import Cap
from orchestration.outbound.delivery.ledger import read_sends
from orchestration.outbound.draw_key import read_draw_key
from orchestration.outbound.earlier_plans import CONTACT_COLUMNS, read_earlier_plans
from orchestration.outbound.plan_files import LATER
from orchestration.outbound.plan_ledger import (
    PlanLedgerError,
    copy_ledger,
    find_mark,
    find_path,
    list_changed,
    list_days,
    mark_delivered,
    read_plan,
    take_out_of_ledger,
    write_plan,
)

KEY = "a secret"


def make_plan(*users: str, day: date = TODAY) -> pa.Table:
    return campaign_plan(make_inputs([make_candidate(user, "cart", day=day) for user in users], day=day))


def erase(home, user: str) -> int:
    gone = Erasure(hash_id(KEY, user), [], [], [2], hash_id(KEY, "cartograph"), datetime(2025, 5, 2), [], 1, 0, [])
    return take_out_of_ledger(home, open_erased([gone], KEY))


def test_the_same_plan_is_the_same_bytes_and_comes_back_as_it_was(home):
    plan = make_plan("u1", "u2")
    assert write_plan(home, TODAY, plan)
    first = find_path(home, TODAY).read_bytes()
    assert write_plan(home, TODAY, make_plan("u2", "u1"))
    assert find_path(home, TODAY).read_bytes() == first
    assert read_plan(home, TODAY).equals(plan, check_metadata=True)
    assert not list(home.ledger.glob(".*"))


def test_a_plan_is_replaced_until_it_is_delivered_and_a_change_after_that_is_seen(home):
    write_plan(home, TODAY, make_plan("u1"))
    assert write_plan(home, TODAY, make_plan("u2"))
    mark_delivered(home, TODAY)
    assert not write_plan(home, TODAY, make_plan("u3"))
    assert read_plan(home, TODAY)["user_id"].to_pylist() == ["u2"]
    assert list_changed(home) == []
    find_mark(home, TODAY).rename(home.ledger / "aside")
    write_plan(home, TODAY, make_plan("u3"))
    (home.ledger / "aside").rename(find_mark(home, TODAY))
    assert list_changed(home) == [TODAY]
    find_path(home, TODAY).unlink()
    assert list_changed(home) == [TODAY]


def test_who_is_erased_goes_from_delivered_plans_too_and_nobody_else(home):
    for days in range(2):
        write_plan(home, TODAY + timedelta(days=days), make_plan("u1", "u2", day=TODAY + timedelta(days=days)))
    write_plan(home, TODAY + timedelta(days=2), make_plan("u3", day=TODAY + timedelta(days=2)))
    mark_delivered(home, TODAY)
    assert erase(home, "u1") == 2
    plans = [read_plan(home, TODAY + timedelta(days=days))["user_id"].to_pylist() for days in range(3)]
    assert plans == [["u2"], ["u2"], ["u3"]]
    assert list_changed(home) == []
    assert b"u1" not in find_path(home, TODAY).read_bytes()
    assert erase(home, "u1") == 0


class Cut(BaseException):
    """The process is killed here."""


def test_an_erasure_killed_at_any_moment_is_no_change_and_ends_when_repeated(home, monkeypatch):
    """Each rename and each write to the disk is a moment, before it and after."""
    real, renames = {"replace": Path.replace, "fsync": os.fsync}, 0

    def cut_at(moment: int):
        count = iter(range(1, 99))

        def kill_around(step):
            def replaced(*arguments):
                if next(count) == moment:
                    raise Cut
                done = step(*arguments)
                if next(count) == moment:
                    raise Cut
                return done

            return replaced

        monkeypatch.setattr(Path, "replace", kill_around(real["replace"]))
        monkeypatch.setattr(os, "fsync", kill_around(real["fsync"]))

    def restore():
        monkeypatch.setattr(Path, "replace", real["replace"])
        monkeypatch.setattr(os, "fsync", real["fsync"])

    for moment in range(1, 99):
        shutil.rmtree(home.ledger, ignore_errors=True)
        write_plan(home, TODAY, make_plan("u1", "u2"))
        mark_delivered(home, TODAY)
        cut_at(moment)
        try:
            erase(home, "u1")
        except Cut:
            renames += 1
        else:
            break
        finally:
            restore()
        assert list_changed(home) == [], moment
        erase(home, "u1")
        assert list_changed(home) == [], moment
        assert read_plan(home, TODAY)["user_id"].to_pylist() == ["u2"]
        assert len(find_mark(home, TODAY).read_text().split()) == 2
        assert not list(home.ledger.glob(".*"))
    assert renames > 12


def test_what_was_changed_after_delivery_is_seen_after_an_erasure_too(home):
    write_plan(home, TODAY, make_plan("u1", "u2"))
    mark_delivered(home, TODAY)
    find_mark(home, TODAY).rename(home.ledger / "aside")
    write_plan(home, TODAY, make_plan("u1", "u3"))
    (home.ledger / "aside").rename(find_mark(home, TODAY))
    assert erase(home, "u1") == 1
    assert list_changed(home) == [TODAY]


def test_plans_are_for_their_owner_alone_and_odd_files_get_one_sentence(home):
    write_plan(home, TODAY, make_plan("u1"))
    mark_delivered(home, TODAY)
    for path in (find_path(home, TODAY), find_mark(home, TODAY)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    find_mark(home, TODAY).write_text("2025-04-30T06:00:00+00:00\n")
    with pytest.raises(PlanLedgerError, match=r"delivered has no checksum, .* put it back from a backup"):
        list_changed(home)
    with pytest.raises(PlanLedgerError, match=r"2025-05-01.parquet, of which messages went out, is gone"):
        mark_delivered(home, date(2025, 5, 1))
    (home.ledger / "2025-99-99.parquet").touch()
    with pytest.raises(PlanLedgerError, match=r"2025-99-99.parquet is named after no day: move it out of the ledger"):
        list_days(home)


def test_a_plan_knows_contacts_and_what_waits_for_a_day_not_planned_yet(home):
    cap = with_rules(Cap("cap_all_week", None, 7, 1))
    rows = [make_candidate("u1", trigger) for trigger in ("cart", "coupon")] + [
        make_candidate("u2", "x", refused_by="y")
    ]
    plan = campaign_plan(make_inputs(rows, rules=cap))
    assert sorted(plan["decision"].to_pylist()) == ["defer", "refuse", "send"]
    write_plan(home, TODAY, plan)
    [until] = plan["deferred_until_date"].drop_null().to_pylist()
    write_plan(home, TODAY + timedelta(days=1), make_plan("u9", day=TODAY + timedelta(days=1)).slice(0, 0))

    def read(as_of: date, days: int = 60) -> list[str]:
        return sorted(read_earlier_plans(home, as_of, days)["decision"].to_pylist())

    assert read(TODAY) == []
    assert read(TODAY + timedelta(days=1)) == ["send"]
    # The day of the plan is the one after, and those without a plan are asked for, too.
    assert read(until - timedelta(days=1)) == ["defer", "send"]
    known = read_earlier_plans(home, until + timedelta(days=2), 60)
    assert sorted(known["decision"].to_pylist()) == ["defer", "send"]
    whole = {row["decision"]: row for row in plan.to_pylist()}
    for row in known.to_pylist():
        is_needed = row["decision"] == "defer"
        assert row == {
            name: value if is_needed or name in CONTACT_COLUMNS else None
            for name, value in whole[row["decision"]].items()
        }
    write_plan(home, until, make_plan(day=until))
    assert read(until + timedelta(days=3)) == ["send"]
    assert read(until + timedelta(days=3), days=5) == []


def test_a_plan_that_was_written_before_there_were_names_and_quiet_hours_is_read_without_them(home):
    plan = make_plan("u1", "u2")
    assert None not in plan["time_zone"].to_pylist()
    write_plan(home, TODAY, plan.drop_columns(LATER))
    mark_delivered(home, TODAY)
    read = read_plan(home, TODAY)
    assert read.drop_columns(LATER).equals(plan.drop_columns(LATER))
    assert {value for name in LATER for value in read[name].to_pylist()} == {None}
    assert read_earlier_plans(home, TODAY + timedelta(days=1), 60)["user_id"].to_pylist() == ["u1", "u2"]
    assert {send.row["time_zone"] for send in read_sends(home, TODAY).values()} == {None}
    assert erase(home, "u1") == 1
    assert read_plan(home, TODAY)["user_id"].to_pylist() == ["u2"]
    assert list_changed(home) == []
    write_plan(home, TODAY + timedelta(days=1), plan.drop_columns(["decision_reason"]))
    with pytest.raises(PlanLedgerError, match="was written by another version of Cartograph"):
        read_plan(home, TODAY + timedelta(days=1))


def test_a_damaged_plan_gets_one_sentence(home):
    write_plan(home, TODAY, make_plan("u1"))
    find_path(home, TODAY).write_bytes(b"PAR1 and no more")
    with pytest.raises(PlanLedgerError, match="put it back from a backup"):
        read_plan(home, TODAY)


def test_an_as_of_home_gets_the_plans_up_to_its_day(home, tmp_path_factory):
    for days in range(3):
        write_plan(home, TODAY + timedelta(days=days), make_plan("u1", day=TODAY + timedelta(days=days)))
    mark_delivered(home, TODAY)
    read_draw_key(home)
    target = type(home)(tmp_path_factory.mktemp("as_of"))
    copy_ledger(home, target, TODAY + timedelta(days=1))
    names = sorted(path.name for path in target.ledger.iterdir())
    assert names == ["2025-04-29.delivered", "2025-04-29.parquet", "2025-04-30.parquet"]
    assert read_draw_key(target) == read_draw_key(home)
    copy_ledger(type(home)(tmp_path_factory.mktemp("empty")), target, TODAY)
