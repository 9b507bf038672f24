"""The check reads the files of every source as a run does, and says what becomes of personal columns."""

import re
from pathlib import Path

import pytest
from ga4_files import write_ga4
from olist_files import write_olist
from shop_home import ROOT
from shopify_files import ORDER_COLUMNS, write_shopify
from woocommerce_files import write_woocommerce

from ingest.check.columns import read_declared
from ingest.check.landing import check_files, find_waiting
from ingest.contract import SOURCES, SOURCES_FOLDER, read_source
from ingest.errors import HashKeyError
from orchestration.commands.check_landing import check_landing
from orchestration.commands.daily import run_daily

KEY = "a long secret"
PAGE = (ROOT / "docs" / "bring_your_own_shop.md").read_text()


def write_example(landing: Path) -> None:
    """Write the file that the page on a source of one's own shows."""
    path, text = re.search(r"\*\*`(landing/[^`]+)`\*\*\n\n```csv\n(.*?)```", PAGE, re.S).groups()
    (landing.parent / path).parent.mkdir(parents=True)
    (landing.parent / path).write_bytes(text.encode("cp1252"))


@pytest.fixture
def laden(tmp_path, monkeypatch):
    """The source that the page shows, beside those of the project."""
    for folder in SOURCES_FOLDER.iterdir():
        (tmp_path / "sources" / folder.name).mkdir(parents=True)
        for path in folder.glob("*.yml"):
            (tmp_path / "sources" / folder.name / path.name).write_text(path.read_text())
    path = tmp_path / "sources" / "laden" / "laden.yml"
    path.parent.mkdir()
    path.write_text(re.search(r"laden\.yml`\*\*\n\n```yaml\n(.*?)```", PAGE, re.S)[1])
    monkeypatch.setattr("ingest.check.columns.SOURCES_FOLDER", tmp_path / "sources")
    monkeypatch.setitem(SOURCES, "laden", read_source(path))


def list_home(home: Path) -> dict[str, tuple]:
    """Return every file and folder of a home with its times and content."""
    return {
        str(path.relative_to(home)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in [home, *home.rglob("*")]
    }


FILES = [
    (write_shopify, ["Email, Phone: the lake takes keyed hashes in their place", "Lineitem price"], 1),
    (write_woocommerce, ["hashed", "email of billing, phone of billing: the lake", "line_items"], 1),
    (write_ga4, ["event_timestamp", "3 rows whose event_name no shop needs"], 0),
    (write_olist, ["customer_unique_id"], 0),
    (write_example, ["columns", "Bestell-Nr., Bestelldatum, E-Mail", "E-Mail, Telefon: the lake", "Bemerkung\n"], 0),
]


@pytest.mark.parametrize(("write", "words", "ending"), FILES)
def test_each_sources_files_are_checked_as_a_run_reads_them(shop, laden, capsys, monkeypatch, write, words, ending):
    monkeypatch.setenv("CARTOGRAPH_HASH_KEY", KEY)
    write(shop.home.landing)
    before = list_home(shop.home.path)
    assert check_landing(shop.home, "UTC") == ending
    assert list_home(shop.home.path) == before
    said = capsys.readouterr().out
    for word in words:
        assert word in said
    assert not re.search(r"[a-z0-9]@example\.com|5550\d\d\d", said)


@pytest.mark.parametrize("write", [write_shopify, write_woocommerce, write_ga4, write_olist])
def test_rows_are_counted_as_the_lake_counts_them(shop, monkeypatch, write):
    write(shop.home.landing)
    loads = {}
    for checked in check_files(find_waiting(shop.home), "UTC"):
        rows, faults = loads.get(checked.load, (0, 0))
        measured = checked.measured
        loads[checked.load] = (rows + measured.rows, faults + sum(measured.line_faults.values()))
    results = type(shop)(shop.home, hash_key=KEY).ingest()
    assert loads == {
        (result.source, result.table, result.load_date): (result.landed_count, result.fault_count) for result in results
    }


def test_of_a_platforms_file_other_columns_are_counted_and_near_misses_named(shop, capsys, monkeypatch):
    monkeypatch.setenv("CARTOGRAPH_HASH_KEY", KEY)
    columns = [*ORDER_COLUMNS[:13], "Discount Amout", *ORDER_COLUMNS[14:]]
    path = shop.home.landing / "shopify/orders/2025-05-12/a.csv"
    path.parent.mkdir(parents=True)
    path.write_text(",".join(columns) + "\n")
    assert check_landing(shop.home, "UTC") == 0
    said = capsys.readouterr().out
    assert re.search(r"left out +\d\d other columns, which stay in landing\n", said)
    assert "not in the file  Discount Amount\n" in said
    assert re.findall(r"\? (The column.*)", said) == [
        "The column Discount Amout is unknown and will be left out. Is Discount Amount meant? Then rename it."
    ]


def test_the_shops_own_values_are_judged_as_its_yaml_says_that_they_are_written(shop, tmp_path, monkeypatch):
    text = (SOURCES_FOLDER / "shop" / "shop.yml").read_text()
    meta = '{kind: append_only, key: [item_id, valid_from], decimal_comma: true, time_format: "%d.%m.%Y"'
    assert "{kind: append_only, key: [item_id, valid_from]" in text
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "shop.yml").write_text(text.replace("{kind: append_only, key: [item_id, valid_from]", meta))
    monkeypatch.setattr("ingest.check.columns.SOURCES_FOLDER", tmp_path)
    read_declared.cache_clear()
    rows = (b"i1;1.234,50;30.04.2024", b"i2;12.5;2024-05-01", b"i3;2;30.4", b"i4;NULL;NaT")
    shop.drop("a.csv", b"\n".join((b"item_id;price;valid_from", *rows, b"")))
    try:
        [checked] = check_files(find_waiting(shop.home), "UTC")
    finally:
        read_declared.cache_clear()
    assert {column.name: column.faults for column in checked.measured.columns} == {
        "item_id": {},
        "price": {"invalid_price": 1, "missing_price": 1},
        "valid_from": {"invalid_valid_from": 1, "missing_valid_from": 1},
    }


def test_a_missing_or_changed_key_of_the_hashes_is_named(shop, capsys, monkeypatch):
    write_shopify(shop.home.landing)
    monkeypatch.delenv("CARTOGRAPH_HASH_KEY", raising=False)
    before = list_home(shop.home.path)
    assert check_landing(shop.home, "UTC") == 1
    assert list_home(shop.home.path) == before
    said = capsys.readouterr().out
    assert "    ! The run will stop: CARTOGRAPH_HASH_KEY is not set, but the files of shopify/" in said
    [first, *_] = type(shop)(shop.home, hash_key=KEY).ingest()
    path = shop.home.landing / first.source / first.table / str(first.load_date) / "more.csv"
    path.write_text("Customer ID\n7\n")
    monkeypatch.setenv("CARTOGRAPH_HASH_KEY", "another")
    assert check_landing(shop.home, "UTC") == 1
    assert "    ! The run will stop: CARTOGRAPH_HASH_KEY is not the key by which" in capsys.readouterr().out
    monkeypatch.setenv("CARTOGRAPH_HASH_KEY", KEY)
    assert check_landing(shop.home, "UTC") == 0
    assert "The run will stop" not in capsys.readouterr().out


def test_a_daily_run_without_the_key_stops_before_it_begins(shop, capsys, monkeypatch):
    write_shopify(shop.home.landing)
    monkeypatch.delenv("CARTOGRAPH_HASH_KEY", raising=False)
    before = list_home(shop.home.path)
    with pytest.raises(HashKeyError, match="CARTOGRAPH_HASH_KEY is not set"):
        run_daily(shop.home)
    assert list_home(shop.home.path) == before
