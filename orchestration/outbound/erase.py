"""Take people who were erased out of all that is kept of what leaves the house."""

from collections.abc import Callable

from ingest.books.erasures import open_erased, read_erasures
from ingest.home import Home
from orchestration.outbound.delivery.erase import take_out_of_outbox
from orchestration.outbound.exports.erase import take_out_of_exports
from orchestration.outbound.plan_decisions import write_plan_decisions
from orchestration.outbound.plan_ledger import take_out_of_ledger


def take_out_erased(home: Home, key: str | None, log: Callable[[str], None]) -> None:
    """Take everybody who was ever erased out of the ledger, the exports and the outbox; log where they were.

    Everybody, since a folder that was put back from a backup holds people who were erased long ago. To be called under
    the run's lock. Raises ErasureError where the key is not theirs.
    """
    erased = open_erased(read_erasures(home), key)
    if erased is None:
        return
    if plan_count := take_out_of_ledger(home, erased):
        log(f"Erased from {plan_count} plans of the ledger.")
    for sentence in write_plan_decisions(home):
        log(sentence)
    if audiences := take_out_of_exports(home, erased):
        log(f"Erased from the audiences {', '.join(audiences)}: whoever received them holds them still.")
    take_out_of_outbox(home)
