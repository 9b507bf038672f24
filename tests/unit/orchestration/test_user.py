"""The page about a user where there is nothing to tell."""

import duckdb

from orchestration.commands.user import print_user
from orchestration.warehouse.publishing import write_empty


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
