"""Exports are on the disk before they are there, for their owner alone, and a damaged file is one audience's matter."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from audience_lists import DAY, count_up, export, list_folder, members, sends

from orchestration.outbound.exports.acknowledge import acknowledge
from orchestration.outbound.exports.errors import ExportError
from orchestration.outbound.exports.export import export_lists
from orchestration.outbound.exports.generations import MANIFEST, list_generations

NEXT = DAY + timedelta(1)


def test_exports_are_the_owners_alone(home):
    export(home, members(*count_up(30)))
    acknowledge(home, "best", "1")
    export(home, members("a", day=NEXT))
    paths = list(home.exports.rglob("*"))
    assert len(paths) > 20
    for path in [home.exports, *paths]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_generation_is_on_the_disk_before_it_is_there(home, monkeypatch):
    """Every file and its folder, then the rename, then the folders above, which list it."""
    steps = []
    fsync, rename = os.fsync, Path.rename

    def note_sync(opened):
        steps.append(Path(f"/proc/self/fd/{opened}").readlink().relative_to(home.exports).as_posix())
        fsync(opened)

    def note_rename(path, target):
        steps.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "rename", note_rename)
    folder = list_folder(home, export(home, members("a", "b")))
    at = steps.index("rename")
    part = f"{DAY}/best/.generation-1.part"
    assert sorted(steps[: at - 1]) == sorted(f"{part}/{path.name}" for path in folder.iterdir())
    assert steps[at - 1] == part
    assert sorted(steps[at + 1 :]) == [".", f"{DAY}", f"{DAY}/best"]


@pytest.mark.parametrize("name", [MANIFEST, "whole.parquet"])
def test_a_damaged_file_stops_its_audience_alone(home, name):
    export(home, members(*count_up(9)))
    acknowledge(home, "best", "1")
    [generation] = list_generations(home, "best")
    (generation.folder / name).write_bytes(b"PAR1 and no more")
    damaged, other = export_lists(home, [(members(*count_up(9), day=NEXT), 1), (sends("u1", day=NEXT), 1)])
    assert (damaged.status, damaged.generation, other.status) == ("damaged", None, "written")
    assert f"{name} cannot be read" in damaged.reason
    assert "put it back from a backup" in damaged.reason
    export_lists(home, [(sends("u1", day=DAY + timedelta(30)), 1)])
    assert not generation.folder.exists()


def test_a_manifest_that_cannot_be_read_is_one_sentence(home):
    export(home, members("a"))
    [generation] = list_generations(home, "best")
    (generation.folder / MANIFEST).write_text('{"audience": "best"')
    with pytest.raises(ExportError, match="put it back from a backup"):
        list_generations(home, "best")
