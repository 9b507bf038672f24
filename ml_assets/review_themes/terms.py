"""The terms of texts: words, pairs of words and, in scripts without spaces, pairs of characters."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KINDS = ("word", "word_pair", "character_pair")
# Scripts that write words without spaces between them. The long vowel of Katakana belongs to no script.
SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\x{30FC}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
APOSTROPHES = "[\u2019\u02bc\u0060\u00b4]"
MAX_WORD_LENGTH = 40
TEXTS_AT_ONCE = 100_000
# In the place of a mark that ends a part of a sentence: no pair goes across it.
STOP = "."


@dataclass(frozen=True)
class Terms:
    """The terms that enough texts hold, and which text holds which.

    kinds: the place of each term's kind in KINDS; names: each term as it is read; text, term: one entry for each term
    that a text holds, however often, sorted by term and text.
    """

    kinds: np.ndarray
    names: list[str]
    text: np.ndarray
    term: np.ndarray


def find_terms(texts: pa.ChunkedArray, min_text_count: int) -> Terms:
    """Return the terms that at least `min_text_count` of the texts hold."""
    words, text, token = _read_tokens(texts)
    is_character = _matches(words, f"^[{SPACELESS}]$")
    is_word = _matches(words, r"\p{L}") & ~is_character & (pc.utf8_length(words).to_numpy() <= MAX_WORD_LENGTH)
    of_word = is_word[token]
    found = [_count_once(token[of_word].astype(np.int64), text[of_word], min_text_count)]
    # A pair is in no more texts than its words.
    is_common = np.zeros(len(words), dtype=bool)
    is_common[found[0][0]] = True
    follows = text[1:] == text[:-1]
    for is_part in (is_common, is_character):
        is_pair = follows & is_part[token[:-1]] & is_part[token[1:]]
        pairs = token[:-1][is_pair].astype(np.int64) * len(words) + token[1:][is_pair]
        found.append(_count_once(pairs, text[:-1][is_pair], min_text_count))
    offsets = np.cumsum([0, *(len(codes) for codes, _, _ in found)])
    names = words.take(pa.array(found[0][0])).to_pylist()
    for (codes, _, _), between in zip(found[1:], (" ", ""), strict=True):
        first, second = (words.take(pa.array(part)) for part in np.divmod(codes, max(len(words), 1)))
        names += pc.binary_join_element_wise(first, second, between).to_pylist()
    return Terms(
        np.repeat(np.arange(len(KINDS)), np.diff(offsets)),
        names,
        np.concatenate([texts for _, texts, _ in found]),
        np.concatenate([terms + offset for (_, _, terms), offset in zip(found, offsets[:-1], strict=True)]),
    )


def _read_tokens(texts: pa.ChunkedArray) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """Return the distinct tokens, and for each token of the texts, in order, its text and its place among these."""
    tokens, text = [pa.array([], pa.string())], [np.zeros(0, dtype=np.int32)]
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        part = texts.slice(start, TEXTS_AT_ONCE).combine_chunks()
        lists = _split(part)
        tokens.append(lists.flatten())
        numbers = np.arange(start, start + len(part), dtype=np.int32)
        text.append(np.repeat(numbers, pc.list_value_length(lists).to_numpy()))
    encoded = pa.chunked_array(tokens).dictionary_encode().combine_chunks()
    # In alphabetic order, so that the order of the texts makes no difference.
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return encoded.dictionary.take(pa.array(order)), np.concatenate(text), place[encoded.indices.to_numpy()]


def _split(texts: pa.Array) -> pa.ListArray:
    """Return the tokens of each text: words, single characters of SPACELESS, and STOP."""
    for pattern, by in (
        (APOSTROPHES, "'"),
        (f"([{SPACELESS}])", r" \1 "),
        (r"[\r\n]|[^\p{L}\p{M}\p{N}\s'_/-]+", f" {STOP} "),
        (r"[\s_/-]+", " "),
        ("'*( |^|$)'*", " "),
    ):
        texts = pc.replace_substring_regex(texts, pattern, by)
    lists = pc.utf8_split_whitespace(pc.utf8_lower(pc.utf8_trim_whitespace(texts)))
    return lists.cast(pa.list_(pa.string()))


def _matches(words: pa.Array, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(words, pattern).to_numpy(zero_copy_only=False)


def _count_once(codes: np.ndarray, text: np.ndarray, min_count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the codes that at least `min_count` texts hold; and, once for each that a text holds, text and place."""
    distinct, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    is_frequent = counts[place] >= min_count
    width = int(text.max(initial=0)) + 1
    # numpy.unique of whole numbers hashes them, which takes four times as long as sorting.
    held = np.sort(place[is_frequent] * width + text[is_frequent])
    term, text = np.divmod(held[np.diff(held, prepend=-1) > 0], width)
    is_kept = np.bincount(term, minlength=len(distinct)) >= min_count
    is_held = is_kept[term]
    return distinct[is_kept], text[is_held], (np.cumsum(is_kept) - 1)[term[is_held]]
