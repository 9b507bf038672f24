"""What exports say when they cannot go on: one plain sentence each (what, where, what to do)."""

from orchestration.outbound.errors import OutboundError


class ExportError(OutboundError):
    """An audience cannot be exported, confirmed or acknowledged."""
