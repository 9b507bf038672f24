"""What stops a delivery, in one sentence: what, where, what to do. Nothing is lost by it."""


class DeliveryError(Exception):
    """A delivery cannot begin or cannot go on; what is not delivered stays in the outbox."""
