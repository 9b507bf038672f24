"""When a list goes out: enough people, not suddenly halved, once a day."""

from datetime import timedelta

import pyarrow as pa
import pytest
from audience_lists import DAY, GROUP, check_whole, count_rows, count_up, export, list_folder, members, sends

from orchestration.commands import acknowledge as acknowledge_command
from orchestration.commands import confirm as confirm_command
from orchestration.outbound.exports.acknowledge import acknowledge
from orchestration.outbound.exports.audience import MEMBERS, Audience, make_list
from orchestration.outbound.exports.decision import WAITS
from orchestration.outbound.exports.errors import ExportError
from orchestration.outbound.exports.export import export_lists, list_waiting
from orchestration.outbound.exports.generations import ACKNOWLEDGED, KEPT, list_audiences, list_generations

NEXT = DAY + timedelta(1)


def numbers(home, name: str = "best") -> list[int]:
    return [one.number for one in list_generations(home, name)]


def test_the_same_list_of_the_same_day_is_written_once(home):
    first = list_folder(home, export(home, members(*count_up(30))))
    before = {path: path.stat().st_mtime_ns for path in first.iterdir()}
    assert export(home, members(*count_up(30))).generation == 1
    assert {path: path.stat().st_mtime_ns for path in first.iterdir()} == before
    assert export(home, members(*count_up(30), user_group="ordinary")).generation == 2
    assert export(home, members(*count_up(30), user_group="ordinary", day=NEXT)).generation == 3
    assert numbers(home) == [1, 2, 3]
    assert check_whole(first)["as_of_date"] == "2025-01-31"


def test_equal_lists_give_equal_bytes(home, tmp_path_factory):
    other = type(home)(tmp_path_factory.mktemp("other"))
    for one, ids in ((home, count_up(30)), (other, count_up(30)[::-1])):
        export(one, members(*ids))
        acknowledge(one, "best", "1")
        export(one, members(*ids, day=NEXT, user_group="ordinary"))
    files = [path.relative_to(home.exports) for path in sorted(home.exports.rglob("*")) if path.is_file()]
    assert len(files) > 20
    for path in files:
        assert (home.exports / path).read_bytes() == (other.exports / path).read_bytes(), path


@pytest.mark.parametrize(
    ("count", "status"), [(51, "written"), (50, "waits_for_confirmation"), (0, "waits_for_confirmation")]
)
def test_a_list_that_is_suddenly_halved_or_empty_waits(home, count, status):
    export(home, members(*count_up(100)))
    decision = export(home, members(*count_up(count), day=NEXT))
    assert decision.status == status
    assert numbers(home) == ([1] if "waits" in status else [1, 2])
    assert list_waiting(home) == (["best"] if "waits" in status else [])


@pytest.mark.parametrize(("consent", "tool"), [("consent_email", "newsletter"), ("consent_ads", "customer_list")])
@pytest.mark.parametrize(("agreed", "status"), [(51, "written"), (50, WAITS), (0, WAITS)])
def test_a_list_of_a_tool_that_is_suddenly_halved_or_empty_waits_too(home, consent, tool, agreed, status):
    export(home, members(*count_up(100)), 20)
    acknowledge(home, "best", "1")
    rows = members(*count_up(agreed)).rows.to_pylist()
    rows += members(*count_up(100 - agreed, since=agreed), **{consent: False}).rows.to_pylist()
    decision = export(home, make_list(GROUP, NEXT, pa.Table.from_pylist(rows, MEMBERS)), 20)
    assert decision.status == status
    if status != WAITS:
        return
    assert decision.reason == (
        f"{agreed} people agreed to be given to {tool}, and generation 1 gave it 100: if that is right, `make confirm"
        " AUDIENCE=best` gives it out."
    )
    confirm_command.confirm(home, "best")
    folder = list_generations(home, "best")[-1].folder
    assert count_rows(folder)["whole.csv"] == 100
    assert (folder / f"{tool}.csv").read_text().count("u0") == (100 if tool == "newsletter" else agreed)
    after = make_list(GROUP, NEXT + timedelta(1), pa.Table.from_pylist(rows, MEMBERS))
    assert export(home, after, 20).status == "written"


def test_a_tool_that_is_not_asked_for_makes_no_list_wait(home):
    plain = Audience("best", "group", "high_value", ("csv", "newsletter"))
    export(home, members(*count_up(100), audience=plain))
    assert export(home, members(*count_up(100), audience=plain, day=NEXT, consent_ads=False)).status == "written"
    assert export(home, sends(*count_up(5))).status == export(home, sends(*count_up(5), day=NEXT)).status == "written"


def test_it_is_the_acknowledged_list_that_it_is_compared_with(home):
    """A list that shrinks by a third each day is halved for a receiver that has not taken it in between."""
    export(home, members(*count_up(100)))
    acknowledge(home, "best", "1")
    assert export(home, members(*count_up(70), day=NEXT)).status == "written"
    shrunk = members(*count_up(45), day=NEXT + timedelta(1))
    assert export(home, shrunk).status == "waits_for_confirmation"
    acknowledge(home, "best", "2")
    assert export(home, shrunk).status == "written"
    assert list_waiting(home) == []


def test_a_confirmed_list_goes_out_and_is_what_later_ones_are_compared_with(home, capsys):
    export(home, members(*count_up(100)))
    acknowledge(home, "best", "1")
    decision = export(home, members(*count_up(10), day=NEXT))
    assert "`make confirm AUDIENCE=best` gives it out" in decision.reason
    assert confirm_command.confirm(home, "best") == 0
    assert "best was given out with 10 rows, as generation 2." in capsys.readouterr().out
    folder = list_generations(home, "best")[1].folder
    assert (count_rows(folder)["removed.csv"], check_whole(folder)["is_confirmed"]) == (90, True)
    assert export(home, members(*count_up(9), day=NEXT + timedelta(1))).status == "written"
    with pytest.raises(ExportError, match="no list waits for a confirmation; none does"):
        confirm_command.confirm(home, "best")


def test_what_waits_is_told_by_what_was_acknowledged_when_it_is_confirmed(home):
    export(home, members(*count_up(100)))
    export(home, members(*count_up(80, since=10), day=NEXT))
    export(home, members(*count_up(5), day=NEXT + timedelta(1)))
    acknowledge(home, "best", "2")
    confirm_command.confirm(home, "best")
    generation = list_generations(home, "best")[-1]
    assert generation.base == 2
    assert (count_rows(generation.folder)["added.csv"], count_rows(generation.folder)["removed.csv"]) == (5, 80)


def test_messages_to_send_are_exempt_and_an_empty_list_from_the_first_is_none(home):
    assert export(home, sends(), 20).status == "empty"
    assert export(home, sends("u1"), 20).status == "written"
    assert numbers(home, "mails") == [1]


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_list_of_messages_is_a_days_work_and_waits_for_nobody(home, is_taken):
    """The first plan of a shop has all that has piled up; what comes later is no less right for being less."""
    found = []
    for day, count in enumerate([60, 14, 6, 6, 0, 0, 15]):
        decision = export(home, sends(*count_up(count, since=100 * day), day=DAY + timedelta(day)), 20)
        found.append((decision.status, decision.listed.rows.num_rows))
        if is_taken:  # The word of the receiver, which asks for a plan in the ledger.
            (list_generations(home, "mails")[-1].folder / ACKNOWLEDGED).touch()
    assert found == [("written", count) for count in (60, 14, 6, 6, 0)] + [("empty", 0), ("written", 15)]
    assert numbers(home, "mails") == [1, 2, 3, 4, 5, 6]
    assert list_waiting(home) == []


def test_a_plan_made_anew_without_a_message_takes_back_the_list_of_its_day(home):
    """Also where the receiver took an empty list the day before."""
    for ids, day in ((("u1",), DAY), ((), NEXT), (("u2", "u3"), NEXT + timedelta(1)), ((), NEXT + timedelta(1))):
        folder = list_folder(home, export(home, sends(*ids, day=day)))
        assert count_rows(folder)["whole.csv"] == len(ids)
        if day == NEXT:
            (folder / ACKNOWLEDGED).touch()
    assert numbers(home, "mails") == [1, 2, 3, 4]


def test_acknowledging_says_what_it_cannot_do(home, capsys):
    with pytest.raises(ExportError, match="nothing was exported yet"):
        acknowledge_command.run_acknowledge(home, "best", "1")
    export(home, members("a", "b"))
    export(home, members("a", "b", day=NEXT))
    for name, number, sentence in [
        ("../best", "1", "AUDIENCE is '../best', of which there is no generation: give one of best."),
        ("best", "3", "GENERATION is '3'; of best there is 1, 2."),
        ("best", "", "GENERATION is ''; of best there is 1, 2."),
    ]:
        with pytest.raises(ExportError) as error:
            acknowledge_command.run_acknowledge(home, name, number)
        assert str(error.value) == sentence
    assert acknowledge_command.run_acknowledge(home, "best", "2") == 0
    assert "counted from generation 2, of 2025-02-01" in capsys.readouterr().out
    with pytest.raises(ExportError, match="which is newer than 1"):
        acknowledge(home, "best", "1")
    assert acknowledge(home, "best", "2").number == 2


def test_old_generations_go_but_for_what_is_acknowledged_or_confirmed(home):
    export(home, members("a", "b"))
    acknowledge(home, "best", "1")
    export(home, members("a", day=NEXT), is_confirmed=True)
    for days in range(2, 2 + 2 * KEPT):
        export(home, members("a", day=DAY + timedelta(days)))
    newest = 2 + 2 * KEPT
    assert numbers(home) == [1, 2, *range(newest - KEPT + 1, newest + 1)]
    assert len(list(home.exports.iterdir())) == 2 + KEPT


def test_an_audience_that_the_seed_has_not_named_for_a_week_is_deleted(home):
    export(home, members(*count_up(9)))
    export(home, members("a", day=NEXT))
    for days, left in ((6, ["best", "mails"]), (7, ["mails"])):
        export_lists(home, [(sends("u1", day=DAY + timedelta(days)), 1)])
        assert (list_audiences(home), list_waiting(home)) == (left, [])
    export_lists(home, [])
    assert list_audiences(home) == ["mails"]


def test_an_audience_that_is_missing_from_the_seed_for_a_run_goes_on_where_it_was(home):
    export(home, members(*count_up(60)))
    acknowledge(home, "best", "1")
    export_lists(home, [(sends("u1", day=NEXT), 1)])
    [decision] = export_lists(home, [(members(*count_up(21), day=NEXT), 1)])
    assert (decision.status, decision.acknowledged.number) == ("waits_for_confirmation", 1)
    [decision] = export_lists(home, [(members(*count_up(50), day=NEXT), 1)])
    assert (decision.generation, decision.changes.removed.num_rows) == (2, 10)


@pytest.mark.parametrize(
    ("name", "kind", "formats", "sentence"),
    [
        ("../x", "group", "csv", "cannot name a folder"),
        ("Best", "group", "csv", "cannot name a folder"),
        ("external_id", "group", "csv", "is named like a column of the files"),
        ("user_group", "group", "csv", "is named like a column of the files"),
        ("best", "list", "csv", "is of kind 'list': give one of group, segment, cluster, tag, send_list"),
        ("best", "group", "xlsx", "asks for the format 'xlsx': a group has csv, jsonl, newsletter, customer_list"),
        ("best", "send_list", "newsletter", "a send_list has csv, jsonl"),
    ],
)
def test_a_row_of_the_seed_that_cannot_be_used_is_one_sentence(name, kind, formats, sentence):
    with pytest.raises(ExportError, match=sentence):
        Audience(name, kind, "x", (formats,))
