"""A time in a source's own format is on the source's clock, and one with an offset the moment that it says."""

from datetime import datetime

import duckdb
import pytest

from ingest.check.macros import load_macros

FORMATS = ["%d/%b/%Y:%H:%M:%S %z", "%d.%m.%Y %H:%M %Z", "%d.%m.%Y"]


@pytest.mark.parametrize(
    ("text", "utc", "local"),
    [
        ("31/Jan/2025:19:30:00 -0400", datetime(2025, 1, 31, 23, 30), datetime(2025, 2, 1, 0, 30)),
        ("31.01.2025 19:30 UTC", datetime(2025, 1, 31, 19, 30), datetime(2025, 1, 31, 20, 30)),
        ("31.01.2025", datetime(2025, 1, 30, 23), datetime(2025, 1, 31)),
        ("31/Jan/2025", None, None),
    ],
)
def test_a_time_in_a_format_in_utc_and_on_the_sources_clock(text, utc, local):
    told = [load_macros()[name]("landed", "Europe/Berlin", FORMATS) for name in ("parse_utc", "parse_local")]
    times = ", ".join(f"{time}, typeof({time})" for time in told)
    said = duckdb.execute(f"SELECT {times} FROM (SELECT ? AS landed)", [text]).fetchone()
    assert said == (utc, "TIMESTAMP", local, "TIMESTAMP")
