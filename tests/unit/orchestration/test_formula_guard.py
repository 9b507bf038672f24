"""A spreadsheet runs nothing of a CSV file, and whoever reads the file gets every value back."""

import csv
import io
import json
import unicodedata
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest
from audience_lists import export, list_folder, members, sends
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.outbound.exports.files import read_parquet
from orchestration.outbound.exports.formula_guard import guard_formulas

HOSTILE = [
    *("=1+1", "+x", "@a", "-x", "\tx", "\rx", "\nx", "=cmd|' /C calc'!A0", "'", "''=1", "'=1+1", "%0A=1", "|x"),
    *('"', '""', 'a"b', "a\nb", "a\r\nb", "a,b", "", " ", "ünï", "漢字", "\u202eabc", "\uff1d1+1", "😀", "NaN", "null"),
]
UNSEEN = "".join(
    character
    for character in map(chr, range(0x110000))
    if unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cc", "Cf"}
)
HOSTILE += [f"{unseen}=1" for unseen in (*"\u00a0\u2028\u3000\ufeff\u200b\x00\x0b\x85\xad", " \u200b\t", "\u2066 ")]
NUMBERS = ["-5.00", "+5", "-.5", "1e9", "-1E-3", "007", " -5"]
TEXTS = st.text() | st.sampled_from(HOSTILE + NUMBERS)


def write(texts: list[str | None]) -> bytes:
    buffer = io.BytesIO()
    numbers = pa.array([Decimal("-5.00")] * len(texts), pa.decimal128(18, 2))
    rows = pa.table({"note": pa.array(texts, pa.string()), "amount": numbers})
    pa_csv.write_csv(guard_formulas(rows), buffer)
    return buffer.getvalue()


def unmark(text: str) -> str:
    """What a reader does with a text: one leading apostrophe, where there is one, goes."""
    return text[1:] if text.startswith("'") else text


def read_cells(content: bytes) -> list[list[str]]:
    """The cells as any reader of CSV takes them, quotes off."""
    return list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]


@settings(deadline=None)
@given(texts=st.lists(TEXTS, max_size=8))
@example(texts=HOSTILE)
def test_every_text_comes_back_and_none_is_run(texts):
    cells = read_cells(write(texts))
    assert [unmark(note) for note, _ in cells] == texts
    for note, amount in cells:
        assert amount == "-5.00"
        seen = note.lstrip(UNSEEN)
        is_number = seen.lstrip("+-")[:1].isascii() and seen.lstrip("+-").replace(".", "")[:1].isdigit()
        assert note[:1] not in set("\t\r\n")
        assert seen[:1] not in set("=+-@|%\uff1d\uff0b\uff0d\uff20") or is_number


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_stays_one_in_whatever_column_it_stands(text):
    assert read_cells(write([text])) == [[text, "-5.00"]]


def test_an_amount_is_a_number_to_who_reads_it_and_what_is_unknown_is_no_empty_text():
    content = write(["", None, "=1"])
    with duckdb.connect() as connection:
        connection.register("rows", pa_csv.read_csv(io.BytesIO(content)))
        assert connection.execute("SELECT sum(amount) FROM rows").fetchall() == [(-15.0,)]
    assert content.decode().splitlines()[1:] == ['"",-5.00', ",-5.00", '"\'=1",-5.00']


@pytest.mark.parametrize("text", HOSTILE + NUMBERS)
def test_every_format_holds_the_value_as_it_is_but_for_the_mark(home, text):
    folder = list_folder(home, export(home, sends("u1", recheck=text)))
    assert read_parquet(folder / "whole.parquet")["recheck"].to_pylist() == [text]
    [line, _] = (folder / "whole.jsonl").read_text().split("\n")
    assert json.loads(line)["recheck"] == text
    [cells] = read_cells((folder / "whole.csv").read_bytes())
    assert unmark(cells[-1]) == text


def test_an_id_that_would_be_marked_is_left_out_of_the_lists_of_tools(home):
    folder = list_folder(home, export(home, members("@anna", "-7", "u1")))
    assert (folder / "newsletter.csv").read_text() == '"external_id","best"\n"-7",true\n"u1",true\n'
    assert (folder / "customer_list.csv").read_text() == '"external_id"\n"-7"\n"u1"\n'
    assert '"\'@anna"' in (folder / "whole.csv").read_text()
