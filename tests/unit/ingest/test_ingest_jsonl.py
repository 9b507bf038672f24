"""JSONL: one bad line costs that line, values become the lake's one text."""

import contextlib
import json
import re
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.contract import LandingTable
from ingest.lake.file import Engines
from ingest.readers import census, jsonl, jsonl_objects, lines, reading
from ingest.readers.reading import NotPlain

GOOD_LINE = b'{"item_id": "i1", "price": 2.5, "valid_from": "2024-05-01"}\n'
GOOD = {"item_id": "i1", "price": "2.5", "valid_from": "2024-05-01", "_fault": None, "_raw": None, "_absent": None}
WIDE = LandingTable("test", "wide", ("a", "b"), ("a",))


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


@pytest.mark.parametrize(
    "line",
    [
        b'{"item_id": "i1", "price": 1, "price": 2, "valid_from": 3}',
        b'{"item_id": "i1", "price": null, "price": 2, "valid_from": 3}',
        b'{"item_id": "i1", "Price": 1, "price": 2, "valid_from": 3}',
    ],
)
@pytest.mark.parametrize("end", [b"", b"no object\n"])
def test_a_line_with_two_values_for_a_column_is_set_aside(shop, line: bytes, end: bytes) -> None:
    shop.drop("a.jsonl", line + b"\n" + GOOD_LINE + end)
    shop.ingest()
    doubled, good = shop.rows()[:2]
    assert (doubled["_fault"], doubled["_raw"], doubled["item_id"]) == ("duplicate_key", line.decode(), None)
    assert good == {**GOOD, "_file": "a.jsonl", "_row": 2}


def test_an_unknown_key_may_come_twice(shop) -> None:
    shop.drop("a.jsonl", b'{"note": 1, "note": 2, ' + GOOD_LINE[1:])
    (result,) = shop.ingest()
    assert (shop.rows(), result.extra_columns) == ([{**GOOD, "_file": "a.jsonl", "_row": 1}], ("note",))


# The readers say the same.

READERS = {
    "fast": jsonl.read_fast,
    "quick": jsonl_objects.read_quickly,
    "patient": jsonl_objects.read_patiently,
}


def read_all(engines: Engines, path: Path, sample_lines: int = 2) -> dict[str, tuple[list, set[str]]]:
    """Return the rows and extra columns by each reader that reads the file; the fast one samples a few lines."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl, "SAMPLE_LINES", sample_lines)
        for name, read in READERS.items():
            with contextlib.suppress(NotPlain):
                opened = read(engines.reader, path, WIDE)
                rows = pa.Table.from_batches(list(opened.batches), reading.row_schema(WIDE)).to_pylist()
                found[name] = rows, set(opened.extra_columns)
    return found


anything = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
keys = st.sampled_from(["a", "b", "A", "note", ":", 'x":', "n\\", "é", "a,b", "", "_raw", "c0"])
texts = st.text(st.characters(codec="utf-8"), max_size=5) | st.text('":,{}[] \\ntu\0é😀\n', max_size=6)
texts |= st.sampled_from(['":null', '":', ": null", "17850.0", "1e3", "NaN", "null", "Infinity", '"x"'])
numbers = st.integers(-(10**25), 10**25) | st.floats() | st.sampled_from([1.0, 1e21, 1.5e-7, 17850.0, -0.0])
scalars = st.none() | st.booleans() | numbers | texts
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(keys, scalars, max_size=2)
objects = st.dictionaries(keys, values, max_size=4)
styles = st.fixed_dictionaries(
    {
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : "), (",", ":  "), (",", ":\t")]),
    }
)


@settings(anything, max_examples=250)
@example(lines=[{"a": "x"}, {"a": 1.0}], style={}, end="\n", is_ended=True)  # text first, then a number
@example(lines=[{"a": 1.0}, {"a": "1.0"}], style={}, end="\n", is_ended=True)
@example(lines=[{"a": 1.0}, {"a": [1e29]}], style={}, end="\n", is_ended=True)
@example(lines=[{"a": "x"}, {"a": "x", "note": 1}], style={}, end="\n", is_ended=True)  # unknown beyond the sample
@example(lines=[{"a": "x"}, {"a": '":null', "b": None}], style={}, end="\n", is_ended=True)
@example(lines=[{"a": "x"}, {"a": "y", "A": "z"}], style={}, end="\n", is_ended=True)
@example(lines=[{"a": "x"}, {"a": [1e29]}], style={}, end="\n", is_ended=True)
@example(lines=[{"A": 0}, {"A": ""}], style={"separators": (",", ":  ")}, end="\n", is_ended=True)
@given(
    lines=st.lists(objects, min_size=1, max_size=5),
    style=styles,
    end=st.sampled_from(["\n", "\r\n"]),
    is_ended=st.booleans(),
)
def test_readers_agree_on_what_json_writes(
    engines: Engines, tmp_path: Path, lines: list[dict], style: dict, end: str, is_ended: bool
) -> None:
    path = tmp_path / "a.jsonl"
    text = end.join(json.dumps(line, **style) for line in lines) + end * is_ended
    path.write_bytes(text.encode("utf-8"))
    found = read_all(engines, path, sample_lines=1)
    rows, extra = found["patient"]
    assert len(rows) == len(lines)
    empty = {
        key
        for key in extra
        if all(value is None for line in lines for name, value in line.items() if clean(name) == key)
    }
    for other_rows, other_extra in found.values():
        assert other_rows == rows
        assert extra - empty <= other_extra <= extra


def clean(name: str) -> str:
    """Return how an unknown key is noted."""
    return name.replace(",", " ").strip()


@anything
@given(
    lines=st.lists(
        st.fixed_dictionaries(
            {"a": st.text("ab é", min_size=1)},
            optional={
                "b": st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
                "note": st.none() | st.text('xyz"\\\n'),
            },
        ),
        min_size=1,
        max_size=5,
    ),
    style=styles.filter(lambda style: style["separators"][1] in (":", ": ")),
)
def test_the_fast_reader_does_not_step_aside_for_nothing(
    engines: Engines, tmp_path: Path, lines: list[dict], style: dict
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(line, **style) + "\n" for line in lines), encoding="utf-8")
    assert "fast" in read_all(engines, path, sample_lines=len(lines))


pieces = [
    b'{"a":1}\n',
    b'{"a":"x","b":2.0}\n',
    b'{"a":"x","a":2}\n',
    b'{"a":nan,"b":-inf}\n',
    b"null\n",
    b"{}\n",
    b"[1]\n",
    b"{",
    b'"',
    b'"a"',
    b"\n",
    b" ",
    b"\t",
    b"\r\n",
    b'{"A":3}',
    b'{"a":{"b":1}}',
    b"\xe9",
    b"\0",
    b",",
    b":",
    b"null",
    b"}",
]


@settings(anything, max_examples=250)
@example(body=b'{"a":"x"}\nnull\n')
@example(body=b'{"a":"x"}\n{')
@example(body=b'{"a":"x"}\n{"a":null,"b":"y","A"\t:1}\n')
@example(body=b'{"a":"x","\xe9":1}\n')
@example(body=b'{"a":"x","\\ud800":1}\n')
@example(body=b'{"a":"x"}\n{"a":nan,"note":1}\n')
@given(body=st.lists(st.sampled_from(pieces), min_size=1, max_size=8).map(b"".join))
def test_where_another_reader_reads_the_patient_one_agrees(engines: Engines, tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(body)
    found = read_all(engines, path, sample_lines=1)
    rows, _ = found["patient"]
    assert len(rows) == sum(bool(line.decode("utf-8", "replace").strip()) for line in body.split(b"\n"))
    assert all(other == rows for other, _ in found.values())
    if "quick" not in found:
        assert any(row["_fault"] for row in rows) or not all(line.strip() for line in body.splitlines())


@anything
@given(
    body=st.lists(
        st.sampled_from([b'"', b":", b" ", b"\t", b"n", b"u", b"t", b"1", b"\n", b'":nu', b'": "', b'"      :']),
        min_size=1,
        max_size=30,
    ),
    window=st.integers(census.LOOK_AHEAD, 20),
)
def test_the_census_counts_what_regular_expressions_find(tmp_path: Path, body: list[bytes], window: int) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(body))
    text = path.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(census, "WINDOW_BYTES", window)
        found = census.inspect_jsonl(path)
    assert found.value_count == len(re.findall(rb'":(?! ?nu)', text))
    assert found.other_count == len(re.findall(rb'":(?! ?(nu|["tf]))', text))
    assert found.line_count == census.count_lines(path)
    assert found.is_odd or not re.search(rb'"\s+:', text)
