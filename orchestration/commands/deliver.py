"""python -m orchestration.commands.deliver [--confirm] [--again] | --test: give the newest plan to the receiver.

Without --confirm it is a dry run: it says what would be sent, and sends nothing. --test sends a test batch alone.
"""

import argparse
from datetime import UTC, datetime
from functools import partial

import stamina.instrumentation

from orchestration.commands.errors import run_plainly
from orchestration.outbound.delivery.deliver import deliver
from orchestration.outbound.delivery.preview import OFF, preview
from orchestration.outbound.delivery.trial import post_trial
from orchestration.settings import Receiver, SettingsError, read_home, read_receiver

ONE_OF_BOTH = "TEST=1 sends a test batch, and CONFIRM=1 and AGAIN=1 are about the plan: give TEST=1 alone."


def main() -> int:
    parser = argparse.ArgumentParser(description="Deliver the newest plan.")
    parser.add_argument("--confirm", action="store_true", help="send; without it nothing is sent")
    parser.add_argument("--again", action="store_true", help="send also what the receiver refused before")
    parser.add_argument("--test", action="store_true", help="send a test batch, and nothing of the plan")
    arguments = parser.parse_args()
    if arguments.test and (arguments.confirm or arguments.again):
        raise SettingsError(ONE_OF_BOTH)
    receiver, now = read_receiver(), datetime.now(UTC)
    if arguments.test:
        is_taken, lines = post_trial(_require(receiver), now)
        print("\n".join(lines))
        return 0 if is_taken else 1
    home, log = read_home(), partial(print, flush=True)
    if not arguments.confirm:
        for line in preview(home, receiver, now):
            print(line)
        return 0
    receiver = _require(receiver)
    stamina.instrumentation.set_on_retry_hooks([])  # Each attempt is logged, and in the outbox.
    counts = deliver(home, receiver, log, again=arguments.again)
    print(", ".join(f"{counts[name]:,} {name}" for name in ("accepted", "rejected", "expired", "refused")) + ".")
    return 1 if counts["refused"] else 0


def _require(receiver: Receiver | None) -> Receiver:
    """Return the receiver. Raises SettingsError where there is none."""
    if receiver is None:
        raise SettingsError(OFF)
    return receiver


if __name__ == "__main__":
    run_plainly(main)
