"""The page about a user: where there is nothing to tell, and on which days it says that something was."""

from collections import defaultdict
from datetime import date, datetime

import duckdb

from orchestration.commands.user import print_user
from orchestration.warehouse.publishing import write_empty
from orchestration.warehouse.user_page import UserPage


def test_nothing_published_is_one_sentence(home, capsys):
    assert print_user(home, "u") == 1
    write_empty(home, [])
    assert print_user(home, "u") == 1
    assert (
        capsys.readouterr().out.splitlines()
        == ["Nothing was published yet: run `make daily`, or `make run` for the sample shop."] * 2
    )


def test_a_file_of_an_earlier_version_is_one_sentence(home, capsys):
    with duckdb.connect(home.published) as published:
        published.execute("CREATE SCHEMA ops; CREATE SCHEMA users; CREATE TABLE ops.run_facts AS SELECT 1 AS run")
        published.execute("CREATE TABLE users.user_facts AS SELECT 'u' AS user_id")
    assert print_user(home, "u") == 1
    assert capsys.readouterr().out.startswith("The published file is of an earlier version")


def test_days_are_those_of_the_shop(home, capsys, monkeypatch):
    """Half past eleven at night in UTC is the next day in Berlin, as the days of orders are beside it."""
    late = datetime(2025, 3, 1, 23, 30)
    facts = defaultdict(int, registered_at=late, as_of_date=date(2025, 5, 31))
    message = defaultdict(int, decided_at=late, trigger="welcome", sent_at=None)
    page = UserPage(facts, [], [], [], [], [message], [], [], [], [])
    monkeypatch.setattr("orchestration.commands.user.read_user_page", lambda *_: page)
    monkeypatch.setenv("CARTOGRAPH_TIME_ZONE", "Europe/Berlin")
    with duckdb.connect(home.published) as published:
        published.execute("CREATE SCHEMA ops; CREATE TABLE ops.run_facts AS SELECT 1 AS run")
    assert print_user(home, "u") == 0
    shown = capsys.readouterr().out
    assert "Registered on 2025-03-02;" in shown
    assert "  2025-03-02 welcome: not sent" in shown
