"""A delivery that kills its own process at the n-th line it executes, by its own id: `killed_delivery.py <n>`.

Counted are the lines of ours and of the HTTP library, so that a kill may come in the middle of a request. With 0 it
lives, and prints how many lines there are.
"""

import os
import signal
import sys

from plans import NOON
from quick_deliveries import QUICK

from orchestration.outbound.delivery.deliver import deliver
from orchestration.settings import read_home, read_receiver

FOLDERS = ("/orchestration/outbound/", "/httpx/_client", "/httpcore/", "/h11/")


def main() -> None:
    moment, lines = int(sys.argv[1]), 0

    def count(frame, event, _):
        nonlocal lines
        if not any(folder in frame.f_code.co_filename for folder in FOLDERS):
            return None
        lines += event == "line"
        if lines == moment and moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return count

    home, receiver = read_home(), read_receiver()
    sys.settrace(count)
    deliver(home, receiver, print, QUICK, lambda: NOON)
    sys.settrace(None)
    print(lines)


if __name__ == "__main__":
    main()
