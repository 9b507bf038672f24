"""What in a text may lead to a person and has a shape: addresses, links, handles, numbers as long as a phone's."""

import pyarrow as pa
import pyarrow.compute as pc

# No letter and no digit, so that it is no word either.
MASK = "***"
ADDRESS = r"\S*@\S*"
LINK = r"(?i)\b(?:https?://|www\.)\S+"
# Seven digits or more, with up to three blanks, dots, dashes, slashes or brackets between two.
NUMBER = r"\+?\p{Nd}(?:[\s().\-/]{0,3}\p{Nd}){6,}"


def mask_personal(texts: pa.Array) -> pa.Array:
    """Return the texts in the customary form of Unicode (NFKC), with *** in the place of what may lead to a person.

    >>> mask_personal(pa.array(["Mail anna@example.com or call +43 (0)660 123-4567!"])).to_pylist()
    ['Mail *** or call ***!']
    """
    texts = pc.utf8_normalize(texts, form="NFKC")
    for pattern in (ADDRESS, LINK, NUMBER):
        texts = pc.replace_substring_regex(texts, pattern, MASK)
    return texts
