"""Short excerpts of reviews around a term."""

import re

WIDTH = 80
BETWEEN = r"[\s_/'-]+"


def cut_excerpt(text: str, term: str, kind: str, width: int = WIDTH) -> str:
    """Return about `width` characters of a text around the first place of a term, from word to word.

    >>> cut_excerpt("I had hoped for more, but the zip broke on the very first day.", "zip broke", "word_pair", 30)
    '… but the zip broke on the …'
    """
    text = " ".join(text.split())
    if len(text) <= width:
        return text
    at = find_term(text, term, kind)
    start = min(max(0, at + len(term) // 2 - width // 2), len(text) - width)
    end = start + width
    if " " in text[start:at]:
        start = start and text.index(" ", start - 1) + 1
    if end < len(text) and " " in text[at + len(term) : end + 1]:
        end = text.rindex(" ", at, end + 1)
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")


def find_term(text: str, term: str, kind: str) -> int:
    """Return where a term begins in a text; 0 where it is written in a way that is not found again."""
    if kind == "character_pair":
        return max(text.lower().find(term), 0)
    words = BETWEEN.join(re.escape(word).replace("'", "['\u2019\u02bc\u0060\u00b4]") for word in term.split(" "))
    found = re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)
    return found.start() if found else 0
