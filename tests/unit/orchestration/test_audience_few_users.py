"""Fewer users than may leave the house are given to nobody: not as a list, not to a tool, not by a confirmation."""

import json
from datetime import timedelta

import pyarrow as pa
from audience_lists import DAY, GROUP, check_whole, count_rows, count_up, erased, export, list_folder, members

from orchestration.commands import confirm as confirm_command
from orchestration.outbound.exports.acknowledge import acknowledge
from orchestration.outbound.exports.audience import MEMBERS, AudienceList, make_list
from orchestration.outbound.exports.erase import take_out_of_exports
from orchestration.outbound.exports.export import lay_aside, read_waiting
from orchestration.outbound.exports.generations import MANIFEST, list_generations

NEXT = DAY + timedelta(1)


def test_a_tool_is_given_nobody_where_too_few_agreed_and_who_was_given_is_taken_back(home):
    def list_agreed(count: int, day) -> AudienceList:
        rows = [*members(*count_up(count)).rows.to_pylist()]
        rows += members(*count_up(25 - count, since=count), consent_email=False, consent_ads=False).rows.to_pylist()
        return make_list(GROUP, day, pa.Table.from_pylist(rows, MEMBERS))

    for at, (agreed, given, taken_back) in enumerate([(1, 0, 0), (19, 0, 0), (20, 20, 0), (19, 0, 20), (1, 0, 0)]):
        decision = export(home, list_agreed(agreed, DAY + timedelta(at)), 20)
        folder = list_folder(home, decision)
        text = (folder / "newsletter.csv").read_text()
        assert (text.count("true"), text.count("false")) == (given, taken_back)
        counts = count_rows(folder)
        assert (counts["customer_list.csv"], counts["customer_list_removed.csv"]) == (given, taken_back)
        assert counts["whole.csv"] == 25
        acknowledge(home, "best", str(decision.generation))


def test_a_waiting_list_that_has_become_too_small_names_nobody_when_it_is_confirmed(home, capsys):
    export(home, members(*count_up(60)), 20)
    assert export(home, members(*count_up(21), day=NEXT), 20).status == "waits_for_confirmation"
    waiting, minimum = read_waiting(home, "best")
    lay_aside(home, make_list(GROUP, NEXT, waiting.rows.slice(0, 19)), minimum)  # As an erasure does.
    confirm_command.confirm(home, "best")
    assert "best was given out with 0 rows" in capsys.readouterr().out
    assert count_rows(list_generations(home, "best")[-1].folder)["whole.csv"] == 0


def test_fewer_people_than_may_leave_are_given_to_nobody(home):
    assert export(home, members(*count_up(19)), 20).status == "too_small"
    assert not home.exports.exists()
    assert export(home, members(*count_up(20)), 20).status == "written"
    assert export(home, members(), 20).status == "waits_for_confirmation"


def test_a_list_that_has_become_too_small_is_taken_back_once_confirmed(home):
    export(home, members(*count_up(25)), 20)
    acknowledge(home, "best", "1")
    decision = export(home, members(*count_up(19), day=NEXT), 20)
    assert (decision.status, decision.changes.removed.num_rows) == ("waits_for_confirmation", 25)
    confirm_command.confirm(home, "best")
    counts = count_rows(list_generations(home, "best")[-1].folder)
    assert (counts["whole.csv"], counts["removed.csv"]) == (0, 25)
    assert export(home, members(*count_up(18), day=NEXT + timedelta(1)), 20).status == "too_small"


def test_who_was_given_to_a_tool_is_taken_back_by_the_least_number_of_that_day(home):
    """It was raised since: by today's, nobody would have been given."""
    export(home, members(*count_up(25)), 20)
    acknowledge(home, "best", "1")
    assert export(home, members(*count_up(25), day=NEXT), 30).status == "waits_for_confirmation"
    confirm_command.confirm(home, "best")
    generation = list_generations(home, "best")[-1]
    counts = count_rows(generation.folder)
    assert (counts["removed.csv"], counts["customer_list.csv"], counts["customer_list_removed.csv"]) == (25, 0, 25)
    assert (generation.folder / "newsletter.csv").read_text().count("false") == 25
    assert [one.given_to for one in list_generations(home, "best")] == [("newsletter", "customer_list"), ()]
    assert check_whole(generation.folder)["given_to"] == []


def test_a_tool_that_was_given_nobody_takes_nobody_back_once_the_least_number_is_lower(home):
    few = [*members(*count_up(15)).rows.to_pylist()]
    few += members(*count_up(15, since=15), consent_email=False, consent_ads=False).rows.to_pylist()
    export(home, make_list(GROUP, DAY, pa.Table.from_pylist(few, MEMBERS)), 20)
    acknowledge(home, "best", "1")
    folder = list_folder(home, export(home, make_list(GROUP, NEXT, pa.Table.from_pylist(few[1:], MEMBERS)), 10))
    counts = count_rows(folder)
    assert (counts["customer_list.csv"], counts["customer_list_removed.csv"]) == (14, 0)
    assert "false" not in (folder / "newsletter.csv").read_text()


def test_who_was_given_to_a_tool_is_taken_back_where_an_erasure_has_left_too_few_of_them(home):
    export(home, members(*count_up(20)), 20)
    acknowledge(home, "best", "1")
    take_out_of_exports(home, erased("u000"))
    folder = list_folder(home, export(home, members(*count_up(25, since=2), day=NEXT), 20))
    assert (folder / "customer_list_removed.csv").read_text() == '"external_id"\n"u001"\n'
    assert '"u001",false' in (folder / "newsletter.csv").read_text()


def test_a_generation_of_before_manifests_said_whom_tools_were_given_is_read_by_todays_least_number(home):
    export(home, members(*count_up(25)), 20)
    [generation] = list_generations(home, "best")
    manifest = json.loads((generation.folder / MANIFEST).read_text())
    del manifest["given_to"]
    (generation.folder / MANIFEST).write_text(json.dumps(manifest))
    acknowledge(home, "best", "1")
    counts = count_rows(list_folder(home, export(home, members(*count_up(22), day=NEXT), 20)))
    assert (counts["customer_list.csv"], counts["customer_list_removed.csv"]) == (22, 3)
