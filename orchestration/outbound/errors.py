"""What may go wrong with what leaves the house: each says in one sentence what, where and what to do."""


class OutboundError(Exception):
    """The ledger of plans, an export or a delivery cannot be written, read or sent."""
