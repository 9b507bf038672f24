"""Files are complete or not there, whenever a run is killed; the erased are in none; nothing else leaves the house."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from audience_lists import DAY, GROUP, check_whole, count_rows, count_up, erased, export, members, sends

from orchestration.outbound.exports.acknowledge import acknowledge
from orchestration.outbound.exports.audience import Audience
from orchestration.outbound.exports.erase import take_out_of_exports
from orchestration.outbound.exports.export import export_lists, find_waiting, lay_aside, read_waiting
from orchestration.outbound.exports.generations import list_generations, sweep

NEXT = DAY + timedelta(1)
# Without JSON lines, for which a database is opened.
QUICK = Audience("best", "group", "high_value", ("csv", "newsletter"))
# What writing and deleting are made of.
STEPS = [
    *((Path, name) for name in ("mkdir", "rename", "replace", "write_text", "touch", "rmdir")),
    *((shutil, "rmtree"), (pq, "write_table"), (pyarrow.csv, "write_csv")),
]


class Killed(BaseException):
    """The process ended here."""


def kill_at(monkeypatch, number: int) -> list[int]:
    """Let the step of that number, counted over all kinds, end the process before it is done; return the count."""
    count = [0]

    def wrap(step):
        def stepped(*arguments, **given):
            count[0] += 1
            if count[0] == number:
                raise Killed
            return step(*arguments, **given)

        return stepped

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, wrap(getattr(owner, name)))
    return count


def read_all(home) -> str:
    """All that lies below exports/, unpacked."""
    texts = []
    for path in home.exports.rglob("*"):
        if path.suffix == ".parquet":
            file = pq.ParquetFile(path)
            texts += [str(file.read().to_pylist()), str(file.schema_arrow.metadata), str(file.schema_arrow)]
        if path.is_file():
            texts.append(path.read_bytes().decode(errors="replace"))
    return "\n".join(texts)


def test_a_killed_write_leaves_the_old_generation_whole_and_is_ended_by_the_next_run(home, tmp_path_factory):
    template = type(home)(tmp_path_factory.mktemp("template"))
    export(template, members("a", "b", "c", audience=QUICK))
    acknowledge(template, "best", "1")
    following = [(members("b", "c", "d", audience=QUICK, day=NEXT), 1)]
    number, is_done = 0, False
    while not is_done:
        number += 1
        shutil.rmtree(home.exports, ignore_errors=True)
        shutil.copytree(template.exports, home.exports)
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, number)
            try:
                export_lists(home, following)
                is_done = True
            except Killed:
                pass
        left = list_generations(home, "best")
        assert [one.number for one in left] in ([1], [1, 2])
        assert [check_whole(one.folder)["generation"] for one in left] == [one.number for one in left]
        assert left[0].read_rows()["external_id"].to_pylist() == ["a", "b", "c"]
        export_lists(home, following)
        newest = list_generations(home, "best")[-1]
        assert (newest.number, newest.base, count_rows(newest.folder)["added.csv"]) == (2, 1, 1)
        assert not list(home.exports.rglob("*.part")) and not list(home.exports.rglob("*.replaced"))
    assert number > 15


def test_a_killed_erasure_is_ended_by_the_next_run(home, tmp_path_factory):
    template = type(home)(tmp_path_factory.mktemp("template"))
    export(template, members("a", "b", "c", audience=QUICK))
    acknowledge(template, "best", "1")
    export(template, members("b", "c", "d", audience=QUICK, day=NEXT))
    number, is_done = 0, False
    while not is_done:
        number += 1
        shutil.rmtree(home.exports, ignore_errors=True)
        shutil.copytree(template.exports, home.exports)
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, number)
            try:
                take_out_of_exports(home, erased("c"))
                is_done = True
            except Killed:
                pass
        take_out_of_exports(home, erased("c"))
        first, second = list_generations(home, "best")
        assert (first.is_acknowledged, second.is_acknowledged, second.base) == (True, False, 1)
        assert [check_whole(one.folder)["generation"] for one in (first, second)] == [1, 2]
        assert [one.read_rows()["external_id"].to_pylist() for one in (first, second)] == [["a", "b"], ["b", "d"]]
        assert not list(home.exports.rglob("*.part")) and not list(home.exports.rglob("*.replaced"))
    assert number > 25


def test_the_erased_are_in_no_byte_and_all_others_stay(home):
    ids = [f"user-{number}" for number in range(20)]
    export(home, members(*ids, "gone-1", email_hash="of all of them"))
    acknowledge(home, "best", "1")
    export(home, members(*ids[1:], "gone-2", day=NEXT))
    export(home, members("user-3", "gone-1", day=NEXT + timedelta(1)))
    export(home, sends("gone-1", "user-1"))
    assert find_waiting(home, "best").exists()
    assert "gone-1" in read_all(home)

    assert take_out_of_exports(home, erased("gone-1", "gone-2")) == ["best", "mails"]
    assert "gone-" not in read_all(home)
    first, second = list_generations(home, "best")
    assert first.read_rows()["external_id"].to_pylist() == sorted(ids)
    assert count_rows(second.folder)["removed.csv"] == count_rows(second.folder)["removed.parquet"] == 1
    assert (second.folder / "newsletter.csv").read_text().count("\n") == 21
    assert read_waiting(home, "best")[0].rows["external_id"].to_pylist() == ["user-3"]
    assert take_out_of_exports(home, erased("gone-1", "gone-2")) == []
    assert list_generations(home, "mails")[0].read_rows().num_rows == 1


def test_where_nothing_was_exported_there_is_nothing_to_erase(home):
    assert take_out_of_exports(home, erased("a")) == []
    assert not home.exports.exists()


def test_an_interrupted_replacement_is_undone_and_half_folders_go(home):
    export(home, members("a"))
    [generation] = list_generations(home, "best")
    generation.folder.rename(generation.folder.with_name(".generation-1.replaced"))
    generation.folder.with_name(".generation-2.part").mkdir()
    sweep(home)
    assert [one.number for one in list_generations(home, "best")] == [1]
    assert [path.name for path in generation.folder.parent.iterdir()] == ["generation-1"]


def test_what_a_kill_left_of_a_waiting_list_goes_at_the_next_write_and_by_an_erasure(home, monkeypatch):
    export(home, members(*count_up(30), "gone-1"))
    for end in (lambda: export_lists(home, []), lambda: take_out_of_exports(home, erased("gone-1"))):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", kill_at_once)
            with pytest.raises(Killed):
                lay_aside(home, members("gone-1"), 1)
        assert [path.name for path in find_waiting(home, "best").parent.iterdir()] == [".best.parquet.part"]
        end()
        assert list(find_waiting(home, "best").parent.iterdir()) == []


def kill_at_once(*_) -> None:
    raise Killed


def test_nothing_but_the_allowed_columns_is_in_any_byte(home):
    """The columns of a file are those of the list, in every format, and what describes them tells of no other."""
    export(home, members(*count_up(3)))
    acknowledge(home, "best", "1")
    export(home, members(*count_up(3, since=1), day=NEXT, email_hash="h"))
    for generation in list_generations(home, "best"):
        for path in generation.folder.iterdir():
            if path.suffix == ".parquet":
                assert pq.ParquetFile(path).schema_arrow.names == GROUP.shape.names
                assert "pandas" not in str(pq.ParquetFile(path).metadata.metadata)
            elif path.suffix == ".csv":
                header = path.read_text().splitlines()[0].replace('"', "").split(",")
                assert header in (GROUP.shape.names, ["external_id", "best"], ["external_id"])
            elif path.suffix == ".jsonl":
                for line in path.read_text().splitlines():
                    assert list(json.loads(line)) == GROUP.shape.names
