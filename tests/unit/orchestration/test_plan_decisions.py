"""What plans that went out decided comes back as a table of the lake: who is held back is known to the ledger alone."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from plans import AS_OF, write_plan

from ingest.books.plan_decisions import PLAN_DECISIONS
from ingest.work.prepare import prepare_lake
from ml_assets.campaign_plan import CAMPAIGN_PLAN
from orchestration.outbound.plan_decisions import write_plan_decisions
from orchestration.outbound.plan_ledger import find_path, mark_delivered

NEXT = AS_OF + timedelta(days=1)


def hold_back(home, day: date, held_back_by: str) -> None:
    """Let what a plan holds back be held back by this draw."""
    path = find_path(home, day)
    plan = pq.read_table(path, partitioning=None)
    drawn = pc.if_else(pc.equal(plan["decision"], "hold_back"), pa.scalar(held_back_by), pa.scalar(None, pa.string()))
    at = plan.schema.get_field_index("held_back_by")
    pq.write_table(plan.set_column(at, CAMPAIGN_PLAN.field(at), drawn), path, write_page_checksum=True)


def read(home) -> list[tuple]:
    rows = pq.read_table(home.plan_decisions, partitioning=None).sort_by("user_id").to_pylist()
    return [(row["plan_date"], row["user_id"], row["trigger"], row["decision"]) for row in rows]


def test_an_empty_home_has_an_empty_table(home):
    prepare_lake(home)
    assert pq.read_table(home.plan_decisions, partitioning=None).schema.equals(PLAN_DECISIONS)
    assert read(home) == []


def test_what_a_delivered_plan_sent_and_held_back_by_its_trigger_is_read_back(home):
    for day in (AS_OF, NEXT):
        write_plan(home, 2, day)
        hold_back(home, day, "trigger_share")
    mark_delivered(home, AS_OF)
    assert list(write_plan_decisions(home)) == []
    assert read(home) == [
        (NEXT, "person-0000", "welcome", "send"),
        (NEXT, "person-0001", "cart_left", "send"),
        (NEXT, "person-0002", "cart_left", "hold_back"),
    ]


def test_who_is_in_the_global_group_is_not_compared_by_one_trigger(home):
    write_plan(home, 1)
    hold_back(home, AS_OF, "global_group")
    mark_delivered(home, AS_OF)
    assert list(write_plan_decisions(home)) == []
    assert [row[-1] for row in read(home)] == ["send"]


def test_a_plan_that_cannot_be_read_is_named_and_the_others_count(home):
    for day in (AS_OF, NEXT):
        write_plan(home, 1, day)
        mark_delivered(home, day)
    find_path(home, AS_OF).write_bytes(b"no plan")
    [sentence] = write_plan_decisions(home)
    assert str(find_path(home, AS_OF)) in sentence
    assert sentence.endswith("Until then its contacts are left out of what messages did.")
    assert {row[0] for row in read(home)} == {NEXT + timedelta(days=1)}
