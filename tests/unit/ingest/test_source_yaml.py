"""What a source's YAML says of its files is how they are read."""

import json
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.books.erased_ids import hash_id
from ingest.contract import SOURCES, Source, read_source
from ingest.errors import HashKeyError, SourceError
from ingest.lake.personal import KEPT_OUT, normal_email, normal_phone
from ingest.work.erase import erase_user
from ingest.work.headers import find_header_faults
from ingest.work.person import Joined

KEY = "a long secret"
YAML = """
sources:
  - name: lake_laden
    schema: laden
    config: {meta: {time_zone: Europe/Berlin, delimiter: ";"}}
    tables:
      - name: orders
        columns:
          - {name: order_id, config: {meta: {headers: [Bestell-Nr., Auftrag], required: true, personal: order}}}
          - {name: email, config: {meta: {headers: "Kunde's Mail", type: email, personal: [hash, user]}}}
          - {name: phone, config: {meta: {headers: Stückruf, type: phone, personal: hash}}}
          - {name: note, config: {meta: {personal: drop}}}
      - name: plain
        config: {meta: {encoding: cp1252}}
        columns:
          - {name: a, config: {meta: {headers: Größe, required: true}}}
          - {name: b}
      - name: wide
        config: {meta: {encoding: utf-16}}
        columns: [{name: a, config: {meta: {required: true}}}, {name: b}]
"""


def read(folder, text: str) -> Source:
    (folder / "laden").mkdir(exist_ok=True)
    path = folder / "laden" / "laden.yml"
    path.write_text(text)
    return read_source(path)


@pytest.fixture
def laden(shop, tmp_path, monkeypatch):
    """A home with the source laden, and the key of its hashes."""
    source = read(tmp_path, YAML)
    monkeypatch.setitem(SOURCES, "laden", source)
    for module in ("ingest.work.headers", "ingest.work.person"):
        monkeypatch.setattr(f"{module}.TABLES", tuple(source.tables.values()))
    return replace(shop, hash_key=KEY)


def write_orders(laden, name: str, header: list[str], rows: list[list[str]]) -> None:
    records = [dict(zip(header, row, strict=True)) for row in rows]
    if name.endswith(".csv"):
        laden.drop(name, "\n".join(";".join(cells) for cells in [header, *rows]).encode(), "laden/orders")
    elif name.endswith(".jsonl"):
        laden.drop(name, "\n".join(json.dumps(record) for record in records).encode(), "laden/orders")
    else:
        path = laden.drop(name, b"", "laden/orders")
        pq.write_table(pa.Table.from_pylist(records), path)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
@pytest.mark.parametrize("header", [["AUFTRAG ", "Kunde's mail", " stückruf"], ["bestell-nr.", "EMAIL", "Phone"]])
def test_a_column_is_known_by_each_of_its_names_and_stored_as_the_yaml_says(laden, name, header):
    rows = [["1", " Anna@X.de ", "0171/55501"], ["2", "anna@x.de", "'+49 171"], ["3", "none", ""]]
    write_orders(laden, name, [*header, "Note", "Geheim"], [[*row, "call me", "secret"] for row in rows])
    [result] = laden.ingest()
    assert result.extra_columns == ("Geheim",)
    stored = [(row["order_id"], row["email"], row["phone"]) for row in laden.rows("laden/orders")]
    anna = hash_id(KEY, "anna@x.de")
    assert stored == [
        ("1", anna, hash_id(KEY, "017155501")),
        ("2", anna, hash_id(KEY, "+49171")),
        ("3", None, None),
    ]
    assert "note" not in laden.rows("laden/orders")[0]
    assert all(row["_fault"] is None for row in laden.rows("laden/orders"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"Auftrag;email\n1;clara@x.de;too;many\n"),
        ("a.csv", b"clara@x.de;Clara\nclara@x.de;Clara\n"),
        ("a.jsonl", b'{"order_id": "1"}\n{"order_id": "2", "email": "clara@x.de"\n'),
        ("a.jsonl", b'{"clara@x.de": "2"}\n'),
        ("a.csv", "clara@x.de".encode("utf-16")),
        ("a.xlsx", b"clara@x.de"),
    ],
)
def test_of_what_cannot_be_read_no_text_comes_into_the_lake_or_a_message(laden, name, content):
    laden.drop(name, content, "laden/orders")
    messages = " ".join(map(str, find_header_faults(laden.home, [laden.day])))
    [result] = laden.ingest()
    broken = [row for row in laden.rows("laden/orders") if row["_fault"]]
    assert broken
    assert {row["_raw"] for row in broken} <= {KEPT_OUT, None}
    assert "clara" not in f"{laden.rows('laden/orders')} {result} {messages}".lower()


def test_without_the_key_or_with_another_nothing_is_read(laden):
    write_orders(laden, "a.csv", ["order_id", "email"], [["1", "anna@x.de"]])
    with pytest.raises(HashKeyError, match=r"CARTOGRAPH_HASH_KEY is not set, but the files of laden/orders hold"):
        replace(laden, hash_key=None).ingest()
    laden.ingest()
    write_orders(laden, "b.csv", ["order_id", "email"], [["2", "anna@x.de"]])
    with pytest.raises(HashKeyError, match="is not the key by which the personal data in the lake are hashed"):
        replace(laden, hash_key="another").ingest()
    assert [row["order_id"] for row in laden.rows("laden/orders")] == ["1"]


def test_a_person_known_by_a_hash_is_erased_by_it(laden):
    write_orders(laden, "a.csv", ["order_id", "email"], [["1", "Anna@x.de"], ["2", "bert@x.de"], ["1", ""]])
    laden.ingest()
    erase_user(laden.home, hash_id(KEY, "anna@x.de"), KEY, lambda user_id: Joined(), lambda text: None)
    laden.ingest()
    assert [row["order_id"] for row in laden.rows("laden/orders")] == ["2"]


@pytest.mark.parametrize(
    ("table", "content", "expected"),
    [
        ("plain", "Größe;b\nÄ;€\n".encode("cp1252"), [("Ä", "€", None)]),
        ("plain", "\ufeffGröße;b\nÄ;€\n".encode(), [("Ä", "€", None)]),
        ("plain", b"a;b\n1;\x81\n2;x\n", [(None, None, "wrong_encoding"), ("2", "x", None)]),
        ("wide", 'a;b\r\nÄ;"x\r\ny"\r\n'.encode("utf-16"), [("Ä", "x\r\ny", None)]),
        ("wide", b"a;b\n1;2\n3", [(None, None, "wrong_encoding")]),
        ("wide", b"", [(None, None, "empty_file")]),
    ],
)
def test_a_file_is_read_in_the_encoding_that_the_yaml_names(laden, table, content, expected):
    laden.drop("a.csv", content, f"laden/{table}")
    assert find_header_faults(laden.home, [laden.day]) == []
    laden.ingest()
    assert [(row["a"], row["b"], row["_fault"]) for row in laden.rows(f"laden/{table}")] == expected


def test_json_lines_are_read_in_their_encoding_too(laden):
    laden.drop("a.jsonl", '{"Größe": "Ä"}\n'.encode("cp1252"), "laden/plain")
    laden.ingest()
    assert [row["a"] for row in laden.rows("laden/plain")] == ["Ä"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("schema: laden", "schema: lake", "a source in this folder has the name lake_laden, the schema laden"),
        ("type: email, ", "", "email is hashed, so it needs a type: one of email, phone, id"),
        ("personal: drop", "personal: gone", "`personal` of note says 'gone', which is none of"),
        ("required: true", "must: true", "order_id says 'must', which is none of fields, headers, "),
        ("encoding: cp1252", "encoding: ansi9", "unknown encoding: ansi9"),
        ("Europe/Berlin", "Europe/Bärlin", "Europe/Bärlin"),
        ("delimiter", "delimeter", "orders says 'delimeter', which is none of"),
        ("sources:", "sauces:", "sources"),
    ],
)
def test_a_yaml_that_cannot_be_meant_is_refused_by_name(tmp_path, old, new, message):
    with pytest.raises(SourceError, match=r"laden\.yml does not read as a source: ") as raised:
        read(tmp_path, YAML.replace(old, new, 1))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("text", "normal"),
    [("anna", ""), ("@", ""), ("\u00a0ANNA@x.de\n", "anna@x.de"), ("a b@x.de", ""), ("guest@", "")],
)
def test_an_address_is_compared_in_small_letters_and_else_none(text, normal):
    assert normal_email(text) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("'+49 (0)171 555-0123", "+491715550123"),
        ("0049171 5550123", "+491715550123"),
        ("(0171) 5550123", "01715550123"),
        ("4.91715E+11", ""),
        ("n/a", ""),
        ("0000", ""),
    ],
)
def test_a_number_is_compared_by_its_digits_and_else_none(text, normal):
    assert normal_phone(text) == normal
