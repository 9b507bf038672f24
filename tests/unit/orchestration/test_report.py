"""What the commands say of the published file."""

import duckdb

from ingest.home import Home
from orchestration.commands.report import print_ending


def test_a_table_of_which_no_row_counts_is_named_with_the_reason(tmp_path, capsys):
    home = Home(tmp_path)
    with duckdb.connect(home.published) as published:
        published.execute("""
            CREATE SCHEMA ops;
            CREATE TABLE ops.load_days AS
            FROM (VALUES
                ('shop', 'orders', 0, 5), ('shop', 'orders', 0, 2), ('shop', 'users', 3, 0), ('shop', 'users', 0, 4)
            ) AS days (source, table_name, accepted_count, quarantined_count);
            CREATE TABLE ops.quarantine_counts AS
            FROM (VALUES
                ('shop', 'orders', 'missing_time', 4), ('shop', 'orders', 'invalid_amount', 1),
                ('shop', 'orders', 'invalid_amount', 2), ('shop', 'users', 'missing_id', 4)
            ) AS counts (source, table_name, reason, row_count);
        """)
    print_ending(home)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "None of the 7 rows of shop/orders counts, most for missing_time: check its columns and mapping."
    assert lines[1] == "11 rows are in quarantine; ops.quarantine_counts says why."
    assert len(lines) == 3
    with duckdb.connect(home.published) as published:
        published.execute("UPDATE ops.load_days SET quarantined_count = (quarantined_count = 5)::INTEGER")
    print_ending(home)
    assert "1 row is in quarantine; ops.quarantine_counts says why." in capsys.readouterr().out.splitlines()
