"""A delivery in a process of its own that kills itself, by its own id, at the n-th line it executes.

Counted are the lines of ours and of the HTTP library, so that a kill may come in the middle of a request.
"""

import multiprocessing
import os
import signal
import sys

from plans import NOON
from quick_deliveries import QUICK
from receivers import KEY

from ingest.home import Home
from orchestration.outbound.delivery.deliver import deliver
from orchestration.settings import Receiver

FOLDERS = ("/orchestration/outbound/", "/httpx/_client", "/httpcore/", "/h11/")


def deliver_traced(home: Home, url: str, moment: int | None = None) -> int:
    """Deliver; return how many lines that took. With a moment the process ends at that line."""
    lines = 0

    def count(frame, event, _):
        nonlocal lines
        if not any(folder in frame.f_code.co_filename for folder in FOLDERS):
            return None
        lines += event == "line"
        if lines == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        deliver(home, Receiver(url, (KEY,)), print, QUICK, lambda: NOON)
    finally:
        sys.settrace(before)
    return lines


def deliver_killed(home: Home, url: str, moment: int) -> int:
    """Deliver in a process that kills itself at a moment; return its end: minus the signal. A fork imports nothing."""
    process = multiprocessing.get_context("fork").Process(target=deliver_traced, args=(home, url, moment))
    process.start()
    process.join()
    return process.exitcode
