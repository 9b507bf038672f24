"""A home published again and again, with readers at it all the while: no read fails, and it stops growing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from readers import read_beside
from shop_home import ShopHome, find_differences

pytestmark = [pytest.mark.proof, pytest.mark.timeout(7200)]

KEPT = ("warehouse.duckdb", "published.duckdb", "lake", "dagster/dbt")


def measure(path: Path) -> int:
    """Return the bytes of a file, or of all files below a folder."""
    return sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file())


def use(home: ShopHome, rounds: int) -> Iterator[dict[str, int]]:
    """Publish three times a round: a load day is halved, put back, and everything is built anew; yield the sizes."""
    [events] = (home.landing / "shop" / "events" / home.load_days()[10]).glob("events.*")
    whole = events.read_bytes()
    for _ in range(rounds):
        events.write_bytes(whole[: len(whole) // 2])
        home.run_daily()
        events.write_bytes(whole)
        home.run_daily()
        home.run_daily("--force")
        yield {name: measure(home.path / name) for name in (*KEPT, "dagster")}


def test_no_read_fails_and_no_file_grows_without_end(built_shop, new_home, readers, request):
    home, rounds = new_home(), request.config.option.publishes // 3
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    with read_beside(home, readers) as readings:
        sizes = list(use(home, rounds))
    for name in sizes[0]:
        print(f"{name}: " + ", ".join(f"{size[name] / 1e6:.1f}" for size in sizes) + " MB")
    # The first rounds may grow: a rebuild writes anew before it frees, and dbt's log has an end of its own.
    settled = sizes[rounds // 3 :]
    for name in KEPT:
        half = len(settled) // 2
        assert max(size[name] for size in settled[half:]) < 1.1 * max(size[name] for size in settled[:half]), name
    for reading in readings:
        assert not reading.failures, reading.failures[:3]
        assert reading.files == 1 + 3 * rounds < reading.reads
    print(f"{sum(reading.reads for reading in readings)} reads")
    assert not list(find_differences(built_shop, home))
