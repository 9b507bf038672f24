"""What stops a delivery, in one sentence: what, where, what to do. Nothing is lost by it."""

from orchestration.outbound.errors import OutboundError


class DeliveryError(OutboundError):
    """A delivery cannot begin or cannot go on; what is not delivered stays in the outbox."""
