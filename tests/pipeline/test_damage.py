"""A full disk and damaged files: a sentence, yesterday's published file, and then a run as if nothing had been."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from shop_home import ShopHome, find_differences

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def home(built_shop, new_home) -> Iterator[ShopHome]:
    """A built home that may be damaged."""
    home = new_home()
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    yield home
    shutil.rmtree(home.path)


def cut_short(path: Path, by: int) -> None:
    os.truncate(path, path.stat().st_size - by)


def flip(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 0xFF]))


def flip_events(warehouse: Path) -> None:
    """Damage the blocks of the event deliveries: DuckDB opens the file, and finds out when it reads them."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        blocks = connection.execute(
            "SELECT DISTINCT block_id FROM pragma_storage_info('events.int_event_deliveries') WHERE block_id >= 0"
        ).fetchall()
    assert blocks
    for (block,) in blocks:
        flip(warehouse, 3 * 4096 + block * 262_144 + 1000)


def test_whatever_is_damaged_is_logged_and_rebuilt_in_the_same_run(home, built_shop):
    days = home.load_days()
    orders = next((home.path / "lake" / "shop" / "orders").glob(f"loaded_on={days[5]}/*.parquet"))
    cut_short(orders, by=9)
    (home.path / "lake" / "loads.parquet").write_bytes(b"PAR1")
    home.published.chmod(0o644)
    cut_short(home.published, by=1_000_000)
    flip_events(home.path / "warehouse.duckdb")
    output = home.run_daily()
    for sentence in (
        f"{home.path}/lake/loads.parquet is damaged, or of another version of Cartograph: it is rebuilt",
        f"shop/orders {days[5]}: the lake's copy of {orders.stem} was missing or cut short",
        f"{home.published} cannot be read (",
        f"{home.path}/warehouse.duckdb is damaged. It is kept as warehouse.broken.duckdb, and everything is rebuilt",
    ):
        assert output.count(sentence) == 1, f"{sentence}\n{output}"
    assert not list(find_differences(built_shop, home))


@pytest.fixture
def set_free(home, tmp_path) -> Iterator[Callable[[int], None]]:
    """Put the home on a disk of its own, but for Dagster's history; a function that sets how many kB are free."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    history = tmp_path / "dagster"
    (home.path / "dagster").rename(history)
    shutil.copytree(home.path, disk, dirs_exist_ok=True)
    (disk / "dagster").symlink_to(history)

    def set_free(kilobytes: int) -> None:
        used = shutil.disk_usage(disk).used // 1024
        subprocess.run(["mount", "-o", f"remount,size={used + kilobytes}k", disk], check=True)

    yield set_free
    subprocess.run(["umount", disk], check=True)


@pytest.mark.proof
def test_a_full_disk_is_reported_and_once_there_is_room_the_run_ends_well(set_free, tmp_path, small_shop, built_shop):
    home = ShopHome(tmp_path / "disk")
    late = home.landing / "shop" / "events" / small_shop.load_days()[10]
    shutil.rmtree(late)
    before = home.published.read_bytes()

    set_free(0)
    output = home.run_daily(fails=True)
    assert "cannot be written (" in output
    assert "No space left on device" in output
    assert "free space or mend the permissions there, then run again." in output

    set_free(200)
    output = home.run_daily(fails=True)
    failed = next(line for line in output.splitlines() if line.startswith("FAILED"))
    assert failed.startswith(f"FAILED  warehouse: The disk that holds {home.path}/")
    assert failed.endswith("is full: free space, then run again.")
    assert home.published.read_bytes() == before

    set_free(500_000)
    home.take_load_days(small_shop)
    home.run_daily()
    assert not list(find_differences(built_shop, home))
