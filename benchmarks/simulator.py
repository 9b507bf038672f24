"""How quickly the sample shop is written."""

import time
from pathlib import Path

from seeds.sample_shop import write_shop


def measure_simulator(home: Path, users: int, days: int) -> None:
    """Write a shop into `home` and print its events a second, all tables included."""
    began = time.perf_counter()
    counts = write_shop(home, users=users, days=days)
    seconds = time.perf_counter() - began
    print(f"simulator  {counts['events']:,} events and all other tables in {seconds:.1f} s")
