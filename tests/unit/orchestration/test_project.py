"""The manifest is parsed again when it has to be, and no half of one is ever taken for whole."""

from types import SimpleNamespace

import pytest

from orchestration.dbt import project


@pytest.fixture
def parses(monkeypatch, tmp_path):
    """The number of times the project was parsed, as a list; its manifest lies in tmp_path."""
    path, seen = tmp_path / "target" / "manifest.json", []

    def parse():
        path.write_text("{")
        seen.append("parsed")
        path.write_text("{}")

    monkeypatch.setattr(project, "PROJECT", SimpleNamespace(manifest_path=path))
    monkeypatch.setattr(project, "_parse", parse)
    return seen


def test_an_unchanged_project_is_parsed_once(parses):
    assert project.prepare_manifest() == project.prepare_manifest()
    assert len(parses) == 1


def test_a_manifest_that_a_killed_run_left_half_is_parsed_again(parses, monkeypatch):
    project.prepare_manifest()
    with monkeypatch.context() as patch:
        patch.setattr(project, "_is_current", lambda: False)  # a file has changed
        patch.setattr(project, "_parse", lambda: (_ for _ in ()).throw(KeyboardInterrupt))  # stands for SIGKILL
        with pytest.raises(KeyboardInterrupt):
            project.prepare_manifest()
    assert project.prepare_manifest().read_text() == "{}"
    assert len(parses) == 2
