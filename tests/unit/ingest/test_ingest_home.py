"""A home that cannot be used is refused in one plain sentence."""

from pathlib import Path

import pytest

from ingest import home as home_module
from ingest.home import PROJECT_ROOT, HomeError, open_home


def test_the_default_is_data_in_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (PROJECT_ROOT / "pyproject.toml").exists()
    monkeypatch.setattr(home_module, "PROJECT_ROOT", tmp_path)
    assert open_home().path == tmp_path / "data"
    assert open_home().landing == tmp_path / "data" / "landing"


@pytest.mark.parametrize("path", ["", "relative/home", "~/shop"])
def test_a_path_that_is_not_absolute_is_refused(path: str) -> None:
    with pytest.raises(HomeError, match=r"not an absolute path: give one that starts with '/'"):
        open_home(path)


@pytest.mark.parametrize("below", ["", "shop"])
def test_a_file_in_the_way_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(HomeError, match=r"a file stands there or above it: move the file"):
        open_home(tmp_path / "taken" / below)


@pytest.mark.parametrize("name", ["a*", "b?", "[c]", "d=1", "it's"])
def test_a_name_that_duckdb_would_misread_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HomeError, match=r"DuckDB would read that as a pattern; name a folder without it"):
        open_home(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_home_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_module.os, "access", lambda path, mode: False)  # root may write everywhere
    with pytest.raises(HomeError, match=r"may not be written: change its permissions"):
        open_home(tmp_path)
