"""Slips in a source of one's own are named by check_landing before any run, and nothing is written into the home."""

import re
from pathlib import Path

import pytest
from ga4_files import write_ga4
from olist_files import write_olist
from shop_home import ShopHome
from shopify_files import write_shopify
from source_project import SOURCES, copy_project, find_landing_example, run_command, write, write_source
from woocommerce_files import write_woocommerce

from ingest.check.landing import find_waiting
from ingest.home import open_home
from orchestration.commands.check_mappings import check_mappings

LADEN = SOURCES / "laden"
HEADER = "Bestell-Nr.;Bestelldatum;E-Mail;Telefon;Artikel;Menge;Stückpreis;Status;Bemerkung\n"
# The second order's status is in no list, and the third's is its buyer's number.
MORE = (
    HEADER
    + "2001;2025/01/30;clara@example.com;0171 5550124;Tasse;2;9.90;Geliefert;\n"
    + "2002;heute;clara@example.com;0171 5550124;Tasse;2;9,90;Geliefert;\n"
    + "2003;31.01.2025;clara@example.com;0171 5550124;Tasse;zwei Dutzend;9,90;2003;\n"
)
PERSONAL = ("clara", "anna", "bert", "5550124", "klingeln")


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Path:
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def project(copied) -> Path:
    """The copy, with the source as the page shows it."""
    write_source(copied)
    return copied


@pytest.fixture
def home(tmp_path) -> ShopHome:
    """A home with the page's file alone."""
    home = ShopHome(tmp_path / "home", hash_key="a long secret")
    path, text = find_landing_example()
    write(home.path / path, text, "cp1252")
    return home


def add_file(home: ShopHome, text: str) -> None:
    path, _ = find_landing_example()
    write(home.path / path.with_name("mehr.csv"), text, "cp1252")


def change(project: Path, name: str, *changes: tuple[str, str]) -> None:
    """Change the text of one of the source's files."""
    path = project / LADEN / name
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def list_home(home: Path) -> dict[str, tuple]:
    """Return every file and folder of a home with its times and content."""
    return {
        str(path.relative_to(home)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in [home, *home.rglob("*")]
    }


def check(project: Path, home: ShopHome, *, ending: int) -> str:
    """Return what the check says of the mappings; it writes nothing and shows nobody."""
    before = list_home(home.path)
    done = run_command(project, home, "check_landing")
    assert done.returncode == ending, done.stdout
    assert list_home(home.path) == before
    for secret in PERSONAL:
        assert secret not in done.stdout.lower()
    return done.stdout.split("What the SQL of the sources makes of it")[1]


def test_the_source_of_the_page_is_sound(project, home):
    said = check(project, home, ending=0)
    assert "  orders: 4 rows out of 4 rows of laden/bestellungen\n" in said
    assert "  order_lines: 4 rows out of 4 rows of laden/bestellungen\n" in said
    assert re.search(r"filled +order_id, user_id, ordered_at, status\n", said)
    assert re.search(r"ordered_at +2025-01-30 to 2025-01-31\n", said)
    assert said.endswith("Nothing was written.\n")


def test_a_column_that_there_is_not_is_named_with_the_nearest(project, home):
    change(project, "base_laden__orders.sql", ("'bestelldatum'", "'bestelldatu'"))
    change(project, "base_laden__order_lines.sql", ("'menge'", "'bemerkung'"))
    said = check(project, home, ending=1)
    assert (
        f"! {LADEN}/base_laden__orders.sql names the column bestelldatu, which there is not, so the run will stop."
        " Is bestelldatum meant?\n"
    ) in said
    assert f"! {LADEN}/base_laden__order_lines.sql names the column bemerkung, which there is not" in said
    assert "It is in laden/bestellungen and never enters the lake (`personal: drop`).\n" in said


def test_dates_statuses_and_amounts_that_the_contract_refuses_are_shown(project, home):
    add_file(home, MORE)
    said = check(project, home, ending=1)
    assert "orders: 7 rows out of 7 rows of laden/bestellungen, 2 of them would be refused (28.6 %)" in said
    assert "! ordered_at: 2 of 7 values (28.6 %) will be refused: not a time like 2025-01-31 18:05:00." in said
    assert f"Say in {LADEN}/laden.yml how they are written (`time_format`)." in said
    assert "For example 2025-01-31/mehr.csv row 1 '2025/01/30', 2025-01-31/mehr.csv row 2 'heute'." in said
    # The order's number is personal; it stands where a status should.
    assert "? No list knows the status Geliefert (2 rows), 1 more (1 row): these count as orders." in said
    assert "map the word in base_laden__orders.sql to one that is known, or add the word to seeds/reference/" in said
    assert "order_lines: 7 rows out of 7 rows of laden/bestellungen, 2 of them would be refused (28.6 %)" in said
    assert "! quantity: 1 of 7 values (14.3 %) will be refused: not a whole number." in said
    assert "row 3 'zwei Dutzend'" in said
    assert f"With the `decimal_comma` of {LADEN}/laden.yml a point can only part thousands." in said
    assert "row 1 '9.90'" in said


def test_a_wrong_format_and_a_column_of_nothing_are_named(project, home):
    change(project, "laden.yml", ('["%d.%m.%Y %H:%M", "%d.%m.%Y"]', '"%m/%d/%Y"'))
    change(project, "base_laden__order_lines.sql", ("'bestellnr'", "\"case when artikel = 'x' then bestellnr end\""))
    said = check(project, home, ending=1)
    assert "orders: 4 rows out of 4 rows of laden/bestellungen, all of them would be refused" in said
    assert "! ordered_at: 4 of 4 values (100 %) will be refused: not a time like" in said
    assert "! order_id is empty in every row, and required: nothing of order_lines would count." in said
    assert "See what base_laden__order_lines.sql makes it of." in said


def test_sql_that_fails_on_a_row_is_named_without_what_the_row_holds(project, home):
    add_file(home, MORE)
    change(project, "base_laden__order_lines.sql", ("'menge'", "'cast(menge as integer)'"))
    change(project, "base_laden__orders.sql", ("'status'", "'stats'"))
    said = check(project, home, ending=1)
    assert f"! {LADEN}/base_laden__order_lines.sql fails on these rows, so the run will stop: Conversion Error" in said
    assert "zwei" not in said
    assert "The mapping of laden/bestellungen names 'stats', which is not a column of the contract table orders" in said
    assert "  orders: not tried, since a model that it needs cannot be built\n" in said


def test_a_folder_that_is_not_whole_is_named(project, home):
    path = project / LADEN / "base_laden__orders.sql"
    path.unlink()
    said = check(project, home, ending=1)
    assert "has no base_laden__orders.sql, but a table says that it fills orders." in said
    path.write_text("{{ map_to_contract( }")
    said = check(project, home, ending=1)
    assert f"! {LADEN}/base_laden__orders.sql cannot be built, so the run will stop: unexpected '}}'" in said


def test_the_mappings_of_shipped_sources_are_tried_on_their_files(tmp_path, capsys):
    home = open_home(tmp_path / "home")
    for write_files in (write_shopify, write_woocommerce, write_ga4, write_olist):
        write_files(home.landing)
    before = list_home(home.path)
    check_mappings(home, find_waiting(home))
    said = capsys.readouterr().out
    assert list_home(home.path) == before
    assert "cannot be built" not in said
    assert "fails on these rows" not in said
    for source in ("shopify", "woocommerce", "ga4", "olist"):
        assert f"\n{source}\n" in said
    assert not re.search(r"[a-z0-9]@example\.com|5550\d\d\d", said)
