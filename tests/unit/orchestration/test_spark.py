"""Spark is optional: where it, or Java, is missing, one sentence says what to do."""

import pytest

from ingest.home import Home
from orchestration.commands import spark as command
from orchestration.dbt import spark
from orchestration.settings import SettingsError


@pytest.fixture
def java_home(tmp_path, monkeypatch):
    """A function that makes a Java which says what it is given; JAVA_HOME names it."""

    def make(said: str) -> None:
        java = tmp_path / "bin" / "java"
        java.parent.mkdir()
        java.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{said}\nEND\n")
        java.chmod(0o755)
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    return make


@pytest.fixture
def installed(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: name)


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17),
        ('java version "1.8.0_402"', 8),
        ('Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21" 2023-09-19', 21),
        ("The operation couldn't be completed. Unable to locate a Java Runtime.", None),
    ],
)
def test_the_version_of_java_is_read_as_it_says_it(java_home, said, version):
    java_home(said)
    assert spark.find_java_version() == version


def test_without_the_extra_one_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install -c constraints.txt -e '.\[spark\]'"):
        spark.require_spark()


def test_without_java_one_sentence_says_which_one(installed, tmp_path, monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="There is no Java, which Spark needs: install Java 17"):
        spark.require_spark()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SettingsError, match="There is no Java"):
        spark.require_spark()


def test_an_old_java_is_named(installed, java_home):
    java_home('openjdk version "11.0.22" 2024-01-16')
    with pytest.raises(SettingsError, match="Java is of version 11, and Spark needs 17"):
        spark.require_spark()


def test_java_17_is_enough(installed, java_home):
    java_home('openjdk version "17.0.15" 2025-04-15')
    spark.require_spark()


@pytest.fixture
def built(tmp_path, monkeypatch) -> Home:
    """A home in which Spark has built a table, and ended."""
    monkeypatch.setattr(spark, "require_spark", lambda: None)
    home = Home(tmp_path / "home")
    home.path.mkdir()
    spark.prepare_spark(home)
    (home.spark / "warehouse").mkdir()
    spark.note_end(home, 0)
    return home


def has_tables(home: Home) -> bool:
    return (home.spark / "warehouse").exists()


@pytest.mark.parametrize(("returncode", "stay"), [(0, True), (1, True), (2, False), (-9, False)])
def test_tables_stay_where_dbt_ended_by_itself(built, returncode, stay):
    spark.prepare_spark(built)
    assert has_tables(built)
    spark.note_end(built, returncode)
    spark.prepare_spark(built)
    assert has_tables(built) == stay


def test_tables_go_where_a_build_never_ended_and_where_all_is_to_be_made_anew(built):
    spark.prepare_spark(built)
    spark.prepare_spark(built)
    assert not has_tables(built)
    (built.spark / "warehouse").mkdir()
    spark.note_end(built, 0)
    spark.prepare_spark(built, anew=True)
    assert not has_tables(built)


def test_tables_of_a_home_that_was_moved_are_made_anew(built):
    moved = Home(built.path.rename(built.path.with_name("moved")))
    spark.prepare_spark(moved)
    assert not has_tables(moved)


def test_what_dbt_is_to_do_is_said_first(monkeypatch, tmp_path):
    """Before anything of the home is touched: of a build that dbt refuses, the next would make every table anew."""
    monkeypatch.setenv("CARTOGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.argv", ["spark", "--full-refresh"])
    with pytest.raises(SettingsError, match="Say build or test before --full-refresh"):
        command.main()
    assert not (tmp_path / "home").exists()
