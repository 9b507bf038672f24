"""The key by which is drawn who is held back: without it nobody can tell, and with it everybody gets the same."""

import os
import secrets
from hashlib import blake2b

from ingest.home import Home
from orchestration.outbound.errors import OutboundError
from orchestration.settings import read_hash_key

KEY_BYTES = 32


class DrawKeyError(OutboundError):
    """The key of draws is damaged."""


def read_draw_key(home: Home) -> bytes:
    """Return the home's key of draws. Raises DrawKeyError where its file is damaged.

    On first use it is made from CARTOGRAPH_HASH_KEY, or drawn where that is not set, and kept, for the owner alone to
    read. Once there it stays the key, so that a hash key that is set, changed or forgotten draws nobody anew.
    """
    if not home.draw_key.exists():
        _write_key(home, _make_key())
    try:
        key = bytes.fromhex(home.draw_key.read_text())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise DrawKeyError(
            f"{home.draw_key} is damaged, no {2 * KEY_BYTES} hexadecimal digits: put it back from a backup. Deleted, it"
            " is made anew; without CARTOGRAPH_HASH_KEY everybody is then drawn anew, and experiments begin again."
        )
    return key


def _make_key() -> bytes:
    if hash_key := read_hash_key():
        return blake2b(hash_key.encode(), digest_size=KEY_BYTES, person=b"campaign draws").digest()
    return secrets.token_bytes(KEY_BYTES)


def _write_key(home: Home, key: bytes) -> None:
    part = home.draw_key.with_name(f".{home.draw_key.name}.tmp")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.hex())
        file.flush()
        os.fsync(file.fileno())
    part.replace(home.draw_key)
