"""JSONL: one bad line costs that line, values become the lake's one text."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.contract import declare_table
from ingest.lake_file import Engines
from ingest.readers import jsonl, lines, reading
from ingest.readers.reading import NotPlain

GOOD_LINE = b'{"item_id": "i1", "price": 2.5, "valid_from": "2024-05-01"}\n'
GOOD = {"item_id": "i1", "price": "2.5", "valid_from": "2024-05-01", "_fault": None, "_raw": None}
WIDE = declare_table("test", "wide", "a b", "a")


@pytest.mark.parametrize(
    ("line", "fault", "raw"),
    [
        (b'{"item_id": "i1", "price"\n', "broken_json", '{"item_id": "i1", "price"'),
        (b'["i1", 2, 3]\n', "broken_json", '["i1", 2, 3]'),
        (b"17\n", "broken_json", "17"),
        (b'{"item_id": "caf\xe9"}\n', "wrong_encoding", r'{"item_id": "caf\xe9"}'),
    ],
)
def test_a_broken_line_is_kept_with_its_reason(shop, line: bytes, fault: str, raw: str) -> None:
    shop.drop("a.jsonl", line + b"\n" + GOOD_LINE)
    (result,) = shop.ingest()
    broken, good = shop.rows()
    assert (broken["_row"], broken["_fault"], broken["_raw"], broken["item_id"]) == (1, fault, raw, None)
    assert good == {**GOOD, "_file": "a.jsonl", "_row": 2}
    assert (result.landed_count, result.fault_count) == (2, 1)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (GOOD_LINE.decode().encode("utf-16"), "wrong_encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_row(shop, content: bytes, fault: str) -> None:
    shop.drop("a.jsonl", content)
    shop.ingest()
    assert [(row["_row"], row["_fault"]) for row in shop.rows()] == [(0, fault)]


def test_a_required_name_that_never_occurs_is_missing_in_every_row(shop) -> None:
    shop.drop("a.jsonl", b'{"item_id": "i1", "price": 2}\n{"item_id": "i2"}\nnothing\n')
    shop.ingest()
    assert [(row["_row"], row["_fault"], row["_raw"]) for row in shop.rows()] == [
        (1, "missing_column", '{"item_id": "i1", "price": 2}'),
        (2, "missing_column", '{"item_id": "i2"}'),
        (3, "broken_json", "nothing"),
    ]


def test_a_required_name_missing_in_one_row_is_an_empty_value(shop) -> None:
    shop.drop("a.jsonl", b'{"item_id": "i2"}\n' + GOOD_LINE)
    shop.ingest()
    assert [(row["item_id"], row["price"], row["_fault"]) for row in shop.rows()] == [
        ("i2", None, None),
        ("i1", "2.5", None),
    ]


def test_names_match_in_any_case_and_unknown_ones_are_kept_out(shop) -> None:
    shop.drop("a.jsonl", b'{"Item_ID": "i1", "PRICE": 2.5, "valid_from": "2024-05-01", "note": 1}\n' + GOOD_LINE)
    (result,) = shop.ingest()
    assert result.extra_columns == ("note",)
    assert shop.rows() == [{**GOOD, "_file": "a.jsonl", "_row": row} for row in (1, 2)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("17850.0", "17850"),
        ("1e3", "1000"),
        ("1e21", "1000000000000000000000"),
        ("1.5e-7", "0.00000015"),
        ("0.1", "0.1"),
        ("-0.0", "0"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("NaN", None),
        ('"17850.0"', "17850.0"),
        ('"1e3"', "1e3"),
        ('"NaN"', "NaN"),
        ('""', None),
        ("null", None),
        ("true", "true"),
        ('{"x": [1, "é"]}', '{"x":[1,"é"]}'),
        (r'"a\u0000\"\n"', 'a\x00"\n'),
    ],
)
@pytest.mark.parametrize("end", [b"", b"no object\n"])  # the patient reader says the same
def test_values_become_text(shop, value: str, text: str | None, end: bytes) -> None:
    shop.drop("a.jsonl", f'{{"item_id": "i", "price": {value}, "valid_from": 1}}\n'.encode() + end)
    shop.ingest()
    assert shop.rows()[0]["price"] == text


def test_a_line_too_long_is_set_aside(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE_BYTES", 18_000_000)
    shop.drop("a.jsonl", b'{"item_id": "' + b"x" * 19_000_000 + b'"}\n{\n' + GOOD_LINE)
    shop.ingest()
    assert [row["_fault"] for row in shop.rows()] == ["line_too_long", "broken_json", None]


pieces = [
    b'{"a":1}\n',
    b'{"a":"x","b":2.0}\n',
    b"[1]\n",
    b"{",
    b'"',
    b"\n",
    b" ",
    b"\r\n",
    b'{"A":3}',
    b"\xe9",
    b",",
    b"}",
]


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.lists(st.sampled_from(pieces), min_size=1, max_size=8).map(b"".join))
def test_where_the_fast_reader_judges_the_patient_one_agrees(engines: Engines, tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(body)

    def gather(opened: reading.Reading) -> list[dict[str, object]]:
        return pa.Table.from_batches(list(opened.batches), reading.row_schema(WIDE)).to_pylist()

    patient = gather(jsonl.read_patiently(engines.reader, path, WIDE))
    assert len(patient) == sum(bool(line.decode("utf-8", "replace").strip()) for line in body.split(b"\n"))
    try:
        assert gather(jsonl.read_fast(engines.reader, path, WIDE)) == patient
    except NotPlain:
        assert any(row["_fault"] for row in patient) or not all(line.strip() for line in body.splitlines())
