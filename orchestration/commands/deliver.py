"""python -m orchestration.commands.deliver [--confirm] [--again]: give the newest plan to the receiver.

Without --confirm it is a dry run: it says what would be sent, and sends nothing.
"""

import argparse
from datetime import UTC, datetime
from functools import partial

import stamina.instrumentation

from orchestration.commands.errors import run_plainly
from orchestration.outbound.delivery.deliver import deliver
from orchestration.outbound.delivery.preview import OFF, preview
from orchestration.settings import SettingsError, read_home, read_receiver


def main() -> int:
    parser = argparse.ArgumentParser(description="Deliver the newest plan.")
    parser.add_argument("--confirm", action="store_true", help="send; without it nothing is sent")
    parser.add_argument("--again", action="store_true", help="send also what the receiver refused before")
    arguments = parser.parse_args()
    home, receiver, log = read_home(), read_receiver(), partial(print, flush=True)
    if not arguments.confirm:
        for line in preview(home, receiver, datetime.now(UTC)):
            print(line)
        return 0
    if receiver is None:
        raise SettingsError(OFF)
    stamina.instrumentation.set_on_retry_hooks([])  # Each attempt is logged, and in the outbox.
    counts = deliver(home, receiver, log, again=arguments.again)
    print(", ".join(f"{counts[name]:,} {name}" for name in ("accepted", "rejected", "expired", "refused")) + ".")
    return 1 if counts["refused"] else 0


if __name__ == "__main__":
    run_plainly(main)
