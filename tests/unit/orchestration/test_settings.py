"""A wrong setting is one sentence."""

import subprocess
import sys

import pytest

from orchestration.commands.dev import check_port, read_port
from orchestration.settings import (
    SettingsError,
    prepare_home,
    read_currency,
    read_daily_cron,
    read_engine,
    read_personal_attributes,
    read_published_rules,
    read_refused_warn_share,
    read_time_zone,
    read_webhook,
)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("CARTOGRAPH_TIME_ZONE", "Mars/Olympus", read_time_zone),
        ("CARTOGRAPH_TIME_ZONE", "../etc/passwd", read_time_zone),
        ("CARTOGRAPH_CURRENCY", "Euro", read_currency),
        ("CARTOGRAPH_CURRENCY", "E'R", read_currency),
        ("CARTOGRAPH_ENGINE", "polars", read_engine),
        ("CARTOGRAPH_DAILY_AT", "25:00", read_daily_cron),
        ("CARTOGRAPH_DAILY_AT", "five", read_daily_cron),
        ("CARTOGRAPH_WEBHOOK_URL", "file:///etc/passwd", read_webhook),
        ("CARTOGRAPH_REFUSED_WARN_SHARE", "5%", read_refused_warn_share),
        ("CARTOGRAPH_REFUSED_WARN_SHARE", "1.5", read_refused_warn_share),
        ("CARTOGRAPH_PERSONAL_ATTRIBUTES", "occupation,religion", read_personal_attributes),
        ("CARTOGRAPH_PERSONAL_ATTRIBUTES", "birth_year", read_personal_attributes),
        ("CARTOGRAPH_PUBLISHED_RULES", "0", read_published_rules),
        ("CARTOGRAPH_PUBLISHED_RULES", "many", read_published_rules),
        ("PORT", "http", read_port),
        ("PORT", "70000", read_port),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        read()


def test_the_currency_of_the_shop(monkeypatch):
    monkeypatch.setenv("CARTOGRAPH_CURRENCY", " eur ")
    assert read_currency() == "EUR"
    monkeypatch.setenv("CARTOGRAPH_CURRENCY", "")
    assert read_currency() is None


@pytest.mark.parametrize(("text", "share"), [("", 0.05), ("0", 0.0), ("0.2", 0.2), (".5", 0.5), ("1", 1.0)])
def test_a_share(monkeypatch, text, share):
    monkeypatch.setenv("CARTOGRAPH_REFUSED_WARN_SHARE", text)
    assert read_refused_warn_share() == share


@pytest.mark.parametrize(("text", "most"), [("", 1_000), ("1", 1), ("25000", 25_000), ("all", None)])
def test_the_rules_that_are_published(monkeypatch, text, most):
    monkeypatch.setenv("CARTOGRAPH_PUBLISHED_RULES", text)
    assert read_published_rules() == most


def test_the_time_of_the_schedule(monkeypatch):
    monkeypatch.setenv("CARTOGRAPH_DAILY_AT", "4:05")
    assert read_daily_cron() == "5 4 * * *"


@pytest.mark.parametrize(
    ("value", "allowed"),
    [(None, set()), ("", set()), ("occupation", {"occupation"}), (" age, gender,", {"age", "gender"})],
)
def test_personal_attributes_are_allowed_by_name(monkeypatch, value, allowed):
    monkeypatch.delenv("CARTOGRAPH_PERSONAL_ATTRIBUTES", raising=False)
    if value is not None:
        monkeypatch.setenv("CARTOGRAPH_PERSONAL_ATTRIBUTES", value)
    assert read_personal_attributes() == allowed


def test_a_home_gets_its_dagster_settings(home):
    prepare_home()
    assert "run_monitoring" in (home.dagster / "dagster.yaml").read_text()


def test_a_taken_port_is_one_sentence(unused_port):
    with pytest.raises(SettingsError, match=f"Port {unused_port} is taken on 127.0.0.1"):
        check_port(unused_port)


@pytest.fixture
def unused_port():
    """A port on which this test listens itself."""
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_wrong_home_ends_a_command_with_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    ended = subprocess.run(
        [sys.executable, "-m", "orchestration.commands.report"],
        env={"CARTOGRAPH_HOME": str(tmp_path / "file"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "a file stands there" in ended.stderr
