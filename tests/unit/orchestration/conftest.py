"""Homes of their own, so that no test sees another's, or the developer's."""

from pathlib import Path

import duckdb
import pytest

from ingest.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home, which CARTOGRAPH_HOME names."""
    monkeypatch.setenv("CARTOGRAPH_HOME", str(tmp_path))
    for name in (
        *("TIME_ZONE", "CURRENCY", "DAILY_AT", "WEBHOOK_URL", "REFUSED_WARN_SHARE", "PERSONAL_ATTRIBUTES"),
        "PUBLISHED_RULES",
    ):
        monkeypatch.delenv(f"CARTOGRAPH_{name}", raising=False)
    return Home(tmp_path)


@pytest.fixture
def warehouse(home: Home) -> Home:
    """A home whose warehouse holds one public table of 3 rows, users.user_facts, and staging.as_of."""
    with duckdb.connect(home.warehouse) as connection:
        connection.execute("CREATE SCHEMA users")
        connection.execute("CREATE TABLE users.user_facts (user_id VARCHAR NOT NULL PRIMARY KEY, units BIGINT)")
        connection.execute("INSERT INTO users.user_facts VALUES ('a', 1), ('b', 2), ('it''s', NULL)")
        connection.execute("COMMENT ON TABLE users.user_facts IS 'One row per user; it''s public.'")
        connection.execute("COMMENT ON COLUMN users.user_facts.units IS 'Units bought.'")
        connection.execute("CREATE SCHEMA staging")
        connection.execute("CREATE VIEW staging.as_of AS SELECT DATE '2025-04-30' AS as_of_date")
    return home
