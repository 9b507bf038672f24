"""What ingest says when it cannot go on: one plain sentence each (what, where, what to do)."""


class IngestError(Exception):
    """Something outside the data stops ingest; bad data never does, it becomes rows with a `_fault`."""


class HomeError(IngestError, ValueError):
    """CARTOGRAPH_HOME is not usable."""


class SourceError(IngestError):
    """The YAML of a source's folder cannot be used."""


class HashKeyError(IngestError):
    """The key by which personal data are hashed is missing, or not the one by which those in the lake are."""


class LandingError(IngestError):
    """A file or folder under landing/ stands where ingest cannot place it, or may not be read."""


class LakeError(IngestError):
    """The lake cannot be written, or one of its own files cannot be read."""


class ErasureError(IngestError):
    """Somebody cannot be erased, or those who were could not be kept out of the lake."""
