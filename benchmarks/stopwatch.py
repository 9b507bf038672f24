"""What the parts of a process take, by the clock and of the processor."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Seconds by part: those on the wall, and those the processor spent on it, whatever else it had to do."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    @contextmanager
    def time(self, part: str) -> Iterator[None]:
        """Time what is done inside."""
        began, began_processor = time.perf_counter(), time.process_time()
        yield
        self.seconds[part] = time.perf_counter() - began
        self.processor[part] = time.process_time() - began_processor

    def read(self) -> dict[str, dict[str, float]]:
        return {"seconds": self.seconds, "processor": self.processor}
