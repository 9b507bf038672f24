"""Files by their content."""

import hashlib
from pathlib import Path

from ingest.errors import LandingError


def hash_file(path: Path) -> str:
    """Return the sha256 of a file as hex. FileNotFoundError when it vanished."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except PermissionError:
        raise LandingError(f"{path} may not be read: change its permissions.") from None
