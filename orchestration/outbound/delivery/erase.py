"""Take people who were erased out of the outbox: the ledger that it is compared with holds them no more."""

from ingest.home import Home
from orchestration.outbound.delivery.ledger import read_sends
from orchestration.outbound.delivery.outbox import open_outbox


def take_out_of_outbox(home: Home) -> int:
    """Delete the decisions that the ledger holds no more, and answers that may name them; return how many.

    To be called once the erased are out of the ledger. A plan whose file is gone says nothing. A delivery that is at
    work meanwhile still ends the batch that it posts, and sends nothing more of them.
    """
    if not home.outbox.exists():
        return 0
    with open_outbox(home) as outbox:
        plans = [as_of for as_of in outbox.list_plans() if (home.ledger / f"{as_of}.parquet").exists()]
        return sum(outbox.forget(as_of, read_sends(home, as_of)) for as_of in plans)
