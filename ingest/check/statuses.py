"""Statuses that no list knows, as a sentence."""

from ingest.check.measured import ColumnMeasure
from ingest.check.words import LISTED, count_rows


def say_unknown_statuses(column: ColumnMeasure, remedy: str = "", hidden: frozenset[str] = frozenset()) -> str:
    """Return which words no list knows, each with its rows, what happens to them, and what to do.

    remedy: what can be done beside the list, as "map the word, or". hidden: words that are personal, and are not shown.
    """
    unknown = sorted(column.unknown_words, key=lambda word: (-column.words[word], word))
    shown = [word for word in unknown if word not in hidden][:LISTED]
    listed = [f"{word} ({count_rows(column.words[word])})" for word in shown]
    if rest := len(unknown) - len(shown):
        listed.append(f"{rest:,} more ({count_rows(sum(column.words[word] for word in set(unknown) - set(shown)))})")
    return (
        f"No list knows the status {', '.join(listed)}: these count as orders. If they are none, {remedy}"
        f"{' ' * bool(remedy)}add the word to seeds/reference/order_statuses.csv as pending, cancelled or test."
    )
