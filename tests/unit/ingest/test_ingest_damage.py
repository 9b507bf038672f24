"""Whatever happens to the lake's files, it comes back equal from landing, and that is logged."""

import random
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.books.manifest import read_entries, read_loads
from ingest.errors import LakeError
from ingest.lake import damage
from ingest.lake.damage import take_out_damaged
from ingest.work import changes
from ingest.work.changes import find_changes
from ingest.work.prepare import prepare_lake

HEADER = b"item_id,price,valid_from\n"
VICTIM = "shop/prices/loaded_on=2024-05-01/a.csv.parquet"


@pytest.fixture
def filled(shop):
    """A home with one load day of two files in the lake."""
    shop.drop("a.csv", HEADER + b"".join(b"i%d,1,2\n" % number for number in range(500)))
    shop.drop("b.csv", HEADER + b"j1,1,2\n")
    shop.ingest()
    return shop


def contents(shop) -> dict[str, bytes]:
    """Return the content of every file of the lake."""
    return {name: content for name, (_, content) in shop.snapshot().items()}


def flip(path: Path, place: int) -> None:
    """Turn the bits of one byte round; the length stays."""
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage_file",
    [Path.unlink, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(path.read_bytes()[:-9])],
    ids=["missing", "emptied", "cut short"],
)
def test_a_lake_file_that_is_not_whole_is_read_again_by_itself(filled, damage_file: Callable[[Path], object]) -> None:
    before, other = contents(filled), filled.snapshot()["shop/prices/loaded_on=2024-05-01/b.csv.parquet"]
    damage_file(filled.home.lake / VICTIM)
    assert [change.kind for change in find_changes(filled.home)] == ["damaged"]
    (result,) = filled.ingest()
    assert (result.damaged_names, result.written_count) == (("a.csv",), 1)
    assert contents(filled) == before
    assert filled.snapshot()["shop/prices/loaded_on=2024-05-01/b.csv.parquet"] == other
    assert find_changes(filled.home) == []


def test_a_look_for_changes_opens_no_lake_file(filled, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (changes, damage):
        monkeypatch.setattr(module, "hash_file", lambda path: pytest.fail(f"{path} was read"))
    assert find_changes(filled.home) == []


def test_bits_flipped_within_are_found_by_reading_and_the_file_is_read_again(filled) -> None:
    before = contents(filled)
    assert take_out_damaged(filled.home) == []
    flip(filled.home.lake / VICTIM, 300)
    assert find_changes(filled.home) == []
    assert [entry.file_name for entry in take_out_damaged(filled.home)] == ["a.csv"]
    assert [change.kind for change in find_changes(filled.home)] == ["damaged"]
    filled.ingest()
    assert contents(filled) == before


def test_a_disk_that_gives_a_file_no_more_counts_as_damage(filled, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> str:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(damage, "hash_file", fail)
    assert len(take_out_damaged(filled.home)) == 2


def change_columns(path: Path) -> None:
    """Leave a book as another version of the code may have written it."""
    pq.write_table(pq.read_table(path).drop_columns(["extra_columns"]), path)


@pytest.mark.parametrize(
    "damage_book",
    [lambda path: flip(path, 60), lambda path: path.write_bytes(path.read_bytes()[:-9]), change_columns],
    ids=["flipped", "cut short", "other columns"],
)
@pytest.mark.parametrize(("name", "remedy"), [("files", "every landing file is loaded again"), ("loads", "rebuilt")])
def test_a_damaged_book_is_reported_and_rebuilt(filled, name: str, remedy: str, damage_book: Callable) -> None:
    before, rows = contents(filled), read_loads(filled.home)
    book = filled.home.lake / f"{name}.parquet"
    damage_book(book)
    expected_kinds = ["damaged"] if name == "files" else []
    assert [change.kind for change in find_changes(filled.home)] == expected_kinds
    assert name == "files" or read_loads(filled.home) == rows
    (sentence,) = prepare_lake(filled.home)
    assert sentence.startswith(f"{book} is damaged, or of another version of Cartograph: ")
    assert remedy in sentence
    filled.ingest()
    assert contents(filled) == before
    assert (prepare_lake(filled.home), find_changes(filled.home)) == ([], [])


@pytest.mark.parametrize("name", ["files.parquet", "loads.parquet", "shop/prices/loaded_on=9999-12-31/empty.parquet"])
def test_a_lost_or_emptied_book_comes_back(filled, name: str) -> None:
    before = contents(filled)
    for lose in (Path.unlink, lambda path: path.write_bytes(b"")):
        lose(filled.home.lake / name)
        prepare_lake(filled.home)
        filled.ingest()
        assert contents(filled) == before


def test_a_flipped_bit_anywhere_in_the_book_changes_nothing(filled) -> None:
    before, entries = contents(filled), read_entries(filled.home)
    length = filled.home.files.stat().st_size
    for place in random.Random(7).sample(range(length), 60):
        flip(filled.home.files, place)
        prepare_lake(filled.home)
        filled.ingest()
        assert read_entries(filled.home) == entries, place
        # In some places of a Parquet file a bit means nothing to its reader.
        assert contents(filled) | {"files.parquet": before["files.parquet"]} == before, place


def test_a_book_that_may_not_be_read_is_reported(filled, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pq.ParquetFile

    def refuse(path: Path, **options: object) -> pq.ParquetFile:
        if path == filled.home.files:
            raise PermissionError(13, "Permission denied")
        return real(path, **options)

    monkeypatch.setattr("ingest.books.own_file.pq.ParquetFile", refuse)  # root may read everything
    with pytest.raises(LakeError, match=r"files\.parquet may not be read: change its permissions\."):
        find_changes(filled.home)
