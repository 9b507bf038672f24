"""What is added, removed and changed is set arithmetic, whatever was acknowledged and whatever came in between."""

from datetime import timedelta

import pyarrow as pa
import pytest
from audience_lists import DAY, GROUP, SEND, count_rows, export, members, sends
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.home import Home
from orchestration.outbound.exports.acknowledge import acknowledge
from orchestration.outbound.exports.audience import MEMBERS, AudienceList, make_list
from orchestration.outbound.exports.changes import find_changes
from orchestration.outbound.exports.decision import WRITTEN
from orchestration.outbound.exports.export import lay_aside, read_waiting
from orchestration.outbound.exports.files import read_files
from orchestration.outbound.exports.generations import list_generations

VALUES = st.dictionaries(st.text(max_size=3), st.tuples(st.none() | st.sampled_from("xy"), st.booleans()), max_size=12)
SHAPE = pa.schema([("id", pa.string()), ("text", pa.string()), ("flag", pa.bool_())])


def table(rows: dict) -> pa.Table:
    return pa.Table.from_pylist([{"id": key, "text": text, "flag": flag} for key, (text, flag) in rows.items()], SHAPE)


def as_dict(rows: pa.Table) -> dict:
    return {row["id"]: (row["text"], row["flag"]) for row in rows.to_pylist()}


@given(before=VALUES, now=VALUES)
def test_changes_are_set_arithmetic(before, now):
    changes = find_changes(table(before), table(now), "id")
    assert as_dict(changes.added) == {key: now[key] for key in now.keys() - before.keys()}
    assert as_dict(changes.removed) == {key: before[key] for key in before.keys() - now.keys()}
    assert as_dict(changes.changed) == {key: now[key] for key in now.keys() & before.keys() if now[key] != before[key]}


def test_all_that_stayed_has_changed_where_the_columns_have():
    before, now = table({"a": ("x", True), "b": ("x", True)}), table({"b": ("x", True), "c": ("x", True)})
    changes = find_changes(before.drop_columns(["flag"]), now, "id")
    assert [changes.added["id"].to_pylist(), changes.removed["id"].to_pylist()] == [["c"], ["a"]]
    assert changes.changed["id"].to_pylist() == ["b"]


def test_a_column_that_leaves_no_more_is_in_no_change_nor_in_a_list_that_waits(home):
    """Yesterday's list was given out with the reasons, and one that waits was laid aside with them."""
    shape, rows = SEND.shape, sends("a", "b").rows
    told = rows.append_column("reason", pa.array(["because"] * 2))
    assert find_changes(told, sends("b").rows, "decision_id").removed.schema.equals(shape)
    lay_aside(home, AudienceList(SEND, DAY, told), 1)
    assert read_waiting(home, "mails")[0].rows.equals(rows)


PEOPLE = st.dictionaries(st.sampled_from([f"u{n}" for n in range(9)]), st.sampled_from(["g", "h", None]), max_size=9)


@settings(deadline=None, max_examples=12)
@given(history=st.lists(st.tuples(PEOPLE, st.booleans()), min_size=1, max_size=6))
def test_a_receiver_that_takes_the_changes_holds_the_list(tmp_path_factory, history):
    """Whatever it misses in between: what it holds, less removed, with changed and added, is the newest list."""
    home, held, held_in_tool = Home(tmp_path_factory.mktemp("home")), {}, set()
    for at, (people, is_taken) in enumerate(history):
        rows = [
            {"external_id": user_id, "consent_email": group != "h", "consent_ads": True, "user_group": group}
            for user_id, group in people.items()
        ]
        current = make_list(GROUP, DAY + timedelta(at), pa.Table.from_pylist(rows, MEMBERS))
        decision = export(home, current, is_confirmed=True)
        if decision.status != WRITTEN or not is_taken:
            continue
        [generation] = [one for one in list_generations(home, "best") if one.number == decision.generation]
        tables = read_files(generation.folder)
        for user_id in tables["removed"]["external_id"].to_pylist():
            held.pop(user_id)
        for row in tables["added"].to_pylist():
            assert row["external_id"] not in held
        for row in tables["added"].to_pylist() + tables["changed"].to_pylist():
            held[row["external_id"]] = row["user_group"]
        assert held == people
        for row in tables["newsletter"].to_pylist():
            (held_in_tool.add if row["best"] else held_in_tool.discard)(row["external_id"])
        assert held_in_tool == {user_id for user_id, group in people.items() if group != "h"}
        assert count_rows(generation.folder)["whole.parquet"] == len(people)
        acknowledge(home, "best", str(generation.number))


def test_the_files_of_all_formats_hold_the_same(home):
    export(home, members("a", "b", "c"))
    acknowledge(home, "best", "1")
    decision = export(home, members("b", "c", "d", day=DAY + timedelta(1), user_group="ordinary"))
    [_, generation] = list_generations(home, "best")
    assert (decision.generation, generation.base) == (2, 1)
    rows = count_rows(generation.folder)
    for kind in ("parquet", "csv", "jsonl"):
        counts = {name.removesuffix(f".{kind}"): count for name, count in rows.items() if name.endswith(kind)}
        expected = {"whole": 3, "added": 1, "removed": 1, "changed": 2}
        assert {name: counts[name] for name in expected} == expected
    assert {name for name in rows if "list" in name or "letter" in name} == {
        *("newsletter.csv", "customer_list.csv", "customer_list_removed.csv")
    }
    assert (generation.folder / "newsletter.csv").read_text() == (
        '"external_id","best"\n"a",false\n"b",true\n"c",true\n"d",true\n'
    )
    assert (generation.folder / "customer_list_removed.csv").read_text() == '"external_id"\n"a"\n'


def test_who_takes_consent_back_leaves_the_lists_of_the_tools(home):
    export(home, members("a", "b"))
    acknowledge(home, "best", "1")
    withdrawn = members("a", "b", day=DAY + timedelta(1), consent_email=False, consent_ads=False)
    export(home, withdrawn, is_confirmed=True)
    folder = list_generations(home, "best")[1].folder
    assert (folder / "newsletter.csv").read_text() == '"external_id","best"\n"a",false\n"b",false\n'
    assert (folder / "customer_list.csv").read_text() == '"external_id"\n'
    assert (folder / "customer_list_removed.csv").read_text() == '"external_id"\n"a"\n"b"\n'


def test_a_list_with_any_other_column_or_a_repeated_key_is_none():
    rows = members("a").rows
    with pytest.raises(ValueError, match="leave the house"):
        make_list(GROUP, DAY, rows.append_column("email", pa.array(["a@shop.example"])))
    with pytest.raises(ValueError, match="repeats"):
        make_list(GROUP, DAY, pa.concat_tables([rows, rows]))
