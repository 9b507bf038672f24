"""An erased id is met again however it is spelled, and is kept only as a keyed hash."""

import re

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.books.erased_ids import EDGES, clean_id, clean_id_sql, hash_id
from ingest.check.macros import load_macros

SPELLINGS = st.text(alphabet="0175.-aé'\" \t\n\x00\u00a0\u2028\u3000", max_size=8)
CONTROL = re.compile("[\x00-\x1f\x7f]")
PAIRS = [
    ("17850", "17850"),
    ("17850.0", "17850"),
    ("17850.00", "17850"),
    ("-5.0", "-5"),
    ("17850.50", "17850.50"),
    ("17850.05", "17850.05"),
    ("u.0", "u.0"),
    ("ali", "ali"),
    ("'ali", "ali"),
    (" 'ali ", "ali"),
    ("'' ali", "ali"),
    ("al'i'", "al'i'"),
    ("'7210448301122", "7210448301122"),
    ("'17850.0", "17850"),
    ("\u2028ali", "\u2028ali"),
    ("'", ""),
    (" ", ""),
    ("q1\t", "q1"),
    (" \t'ali\r\n ", "ali"),
    ("' \tali", "ali"),
    (" 17850.0\n", "17850"),
    ("\u3000u 1\t", "u 1"),
    ("u\t1", "u\t1"),
    (" \t", ""),
]


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture(scope="module")
def staged(connection):
    """Return an id as staging reads it."""

    def stage(text):
        query = f"SELECT {load_macros()['clean_id']('id')} FROM (SELECT ? AS id)"
        return connection.execute(query, [text]).fetchone()[0] or ""

    return stage


@pytest.mark.parametrize(("text", "cleaned"), PAIRS)
def test_spellings_of_one_id(text, cleaned):
    assert clean_id(text) == cleaned


@pytest.mark.parametrize(("text", "cleaned"), PAIRS)
def test_staging_reads_the_same(staged, text, cleaned):
    assert staged(text) == cleaned


@given(SPELLINGS)
def test_sql_and_python_clean_alike(connection, text):
    query = f"SELECT {clean_id_sql('id')} FROM (SELECT $id AS id)"
    assert connection.execute(query, {"id": text, "edges": EDGES}).fetchall() == [(clean_id(text) or None,)]


@given(SPELLINGS)
def test_what_staging_takes_for_one_id_is_one_here(staged, text):
    assert clean_id(staged(text)) == clean_id(text)


@given(SPELLINGS)
def test_what_staging_takes_for_two_ids_are_two_here(staged, text):
    """What holds a control character it takes for none."""
    assert CONTROL.search(staged(text)) or staged(text) == clean_id(text)


@given(SPELLINGS)
def test_a_clean_id_stays_as_it_is(text):
    assert clean_id(clean_id(text)) == clean_id(text)


def test_the_hash_is_hmac_sha256_of_the_clean_id():
    text = "The quick brown fox jumps over the lazy dog"
    assert hash_id("key", f" {text} ") == "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    assert hash_id("another key", text) != hash_id("key", text)
