"""An erased id is met again however it is spelled, and is kept only as a keyed hash."""

import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.books.erased_ids import EDGES, clean_id, clean_id_sql, hash_id

MACROS = Path(__file__).parents[3] / "dbt_project" / "macros" / "contract" / "ids.sql"
WORDS = MACROS.parents[1] / "engine" / "duckdb.sql"
SPELLINGS = st.text(alphabet="0175.aé'\" \t\n\x00\u00a0\u3000", max_size=8)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("17850", "17850"),
        ("17850.0", "17850"),
        (" 17850.0\n", "17850"),
        ("17850.50", "17850.50"),
        ("u.0", "u.0"),
        ("'7210448301122", "7210448301122"),
        ("\u3000u 1\t", "u 1"),
        (" \t", ""),
    ],
)
def test_spellings_of_one_id(text, cleaned):
    assert clean_id(text) == cleaned


@given(SPELLINGS)
def test_sql_and_python_clean_alike(connection, text):
    query = f"SELECT {clean_id_sql('id')} FROM (SELECT $id AS id)"
    assert connection.execute(query, {"id": text, "edges": EDGES}).fetchall() == [(clean_id(text) or None,)]


@given(SPELLINGS)
def test_what_staging_takes_for_one_id_is_one_here(connection, text):
    [body] = re.findall(r"macro clean_id\(text\).*?else -%}\s*(.*?)\s*{%- endif", MACROS.read_text(), re.S)
    without_zero_fraction, trimmed = (
        re.search(rf"duckdb__{word}\(text\) -%}}\s*(.*?)\s*{{%- endmacro", WORDS.read_text(), re.S)[1]
        for word in ("without_zero_fraction", "trimmed")
    )
    trimmed = trimmed.replace("{{ text }}", "id")
    body = body.replace(
        "{{ without_zero_fraction(trimmed(text)) }}", without_zero_fraction.replace("{{ text }}", trimmed)
    ).replace("{{ trimmed(text) }}", trimmed)
    query = f"SELECT {re.sub(r'{{ *text *}}', 'id', body)} FROM (SELECT ? AS id)"
    [(staged,)] = connection.execute(query, [text]).fetchall()
    assert clean_id(staged or "") == clean_id(text)


def test_the_hash_is_hmac_sha256_of_the_clean_id():
    text = "The quick brown fox jumps over the lazy dog"
    assert hash_id("key", f" {text} ") == "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    assert hash_id("another key", text) != hash_id("key", text)
