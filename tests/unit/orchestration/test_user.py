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
    with duckdb.connect(home.published, read_only=True) as published:
        assert published.execute("SELECT count(*) FROM ops.run_facts").fetchall() == [(0,)]
