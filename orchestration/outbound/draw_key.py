"""The key by which is drawn who is held back: without it nobody can tell, and with it everybody gets the same."""

import os
import secrets
from hashlib import blake2b

from ingest.home import Home
from orchestration.settings import read_hash_key


def read_draw_key(home: Home) -> bytes:
    """Return the home's key of draws.

    It comes from CARTOGRAPH_HASH_KEY. In a home without that it is drawn once and kept, for the owner alone to read.
    Once there it stays the key, so that a hash key set later draws nobody anew.
    """
    if not home.draw_key.exists():
        if hash_key := read_hash_key():
            return blake2b(hash_key.encode(), digest_size=32, person=b"campaign draws").digest()
        _write_key(home)
    return bytes.fromhex(home.draw_key.read_text())


def _write_key(home: Home) -> None:
    part = home.draw_key.with_name(f".{home.draw_key.name}.tmp")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    part.replace(home.draw_key)
