"""What exports say when they cannot go on: one plain sentence each (what, where, what to do)."""


class ExportError(Exception):
    """An audience cannot be exported, confirmed or acknowledged."""
