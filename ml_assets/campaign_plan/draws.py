"""Chance that anybody with the key can repeat: keyed hashes of what is drawn for."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

SEPARATOR = "\x1f"


def draw(key: bytes, purpose: str, *columns: Iterable[str]) -> np.ndarray:
    """Return two numbers from 0 to below 1 for each row of the columns, as an array of shape (rows, 2).

    Draws of different purposes tell nothing of each other. BLAKE2b, keyed.
    """
    digests = b"".join(
        blake2b(SEPARATOR.join((purpose, *texts)).encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest()
        for texts in zip(*columns, strict=True)
    )
    # 53 bits fill a double.
    return (np.frombuffer(digests, ">u8") >> np.uint64(11)).reshape(-1, 2) * 2.0**-53


def name_decisions(key: bytes, as_of_date: str, *columns: Iterable[str | None]) -> list[str]:
    """Return for each row of the columns the keyed hash, as hex, by which a receiver knows a decision again."""
    return [
        blake2b(
            SEPARATOR.join(("decision", as_of_date, *(text or "" for text in texts))).encode("utf-8", "surrogatepass"),
            key=key,
            digest_size=16,
        ).hexdigest()
        for texts in zip(*columns, strict=True)
    ]
