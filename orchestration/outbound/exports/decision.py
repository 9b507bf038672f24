"""Whether a list may go out: not if it names too few people, nor where it is suddenly empty or halved.

A list of what to send is a day's work, and goes out each day as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.outbound.exports.audience import SEND_LIST, TOOL_FORMATS, AudienceList, make_list
from orchestration.outbound.exports.changes import Changes, find_changes
from orchestration.outbound.exports.files import list_agreed
from orchestration.outbound.exports.generations import Generation

WRITTEN, WAITS, TOO_SMALL, EMPTY = "written", "waits_for_confirmation", "too_small", "empty"
# What went out before cannot be read, so nobody knows what has changed.
DAMAGED = "damaged"


@dataclass(frozen=True)
class Decision:
    """What becomes of a list, and why.

    listed: what goes out, or would; nobody of a group that is too small. generation: its number; None where nothing
    goes out. acknowledged: what the receiver said that it holds, from which changes are counted.
    """

    status: str
    reason: str
    listed: AudienceList
    generation: int | None
    acknowledged: Generation | None
    changes: Changes


def decide(
    current: AudienceList, generations: list[Generation], minimum_users: int, *, is_confirmed: bool = False
) -> Decision:
    """Return what becomes of a list. generations: what is there of its audience, the oldest first.

    A list of fewer people than `minimum_users` counts as empty, so that a receiver lets go of what it holds. A list
    waits where it has at most half of the rows of the newest generation that was acknowledged or confirmed, or where
    none was, of the newest. It waits, too, where at most half as many agreed to be given to a tool as that generation
    gave it. Lists of what to send are exempt from all this; an empty one is written where the newest one is not empty.
    """
    audience, row_count = current.audience, current.rows.num_rows
    is_send_list = audience.kind == SEND_LIST
    is_small = not is_send_list and 0 < row_count < minimum_users
    listed = make_list(audience, current.as_of_date, current.rows.slice(0, 0)) if is_small else current
    acknowledged = next((one for one in reversed(generations) if one.is_acknowledged), None)
    before = acknowledged.read_rows() if acknowledged else None
    changes = find_changes(before, listed.rows, audience.key)
    received = [one for one in generations if one.is_acknowledged or one.is_confirmed]
    known = generations if is_send_list else received or generations
    known_count = known[-1].read_rows().num_rows if known else 0
    halved = next(find_halved_tools(listed, known[-1], minimum_users), None) if known else None
    number = _find_number(listed, generations)
    few = f"{row_count} people are on it, fewer than {minimum_users}"
    if not listed.rows.num_rows and not known_count:
        status, reason = (TOO_SMALL, f"{few}.") if is_small else (EMPTY, "Nobody is on it.")
    elif 2 * listed.rows.num_rows <= known_count and not (is_confirmed or is_send_list):
        now = f"{few}, so nobody would be given out" if is_small else f"{row_count:,} rows are on it"
        reason = (
            f"{now}, and {known_count:,} were in generation {known[-1].number}: if that is right,"
            f" `make confirm AUDIENCE={audience.name}` gives it out."
        )
        status = WAITS
    elif halved and not is_confirmed:
        tool, agreed_count, given_count = halved
        reason = (
            f"{agreed_count:,} people agreed to be given to {tool}, and generation {known[-1].number} gave it"
            f" {given_count:,}: if that is right, `make confirm AUDIENCE={audience.name}` gives it out."
        )
        status = WAITS
    else:
        status, reason = WRITTEN, f"Generation {number}."
    return Decision(status, reason, listed, number if status == WRITTEN else None, acknowledged, changes)


def find_halved_tools(listed: AudienceList, known: Generation, minimum_users: int) -> Iterator[tuple[str, int, int]]:
    """Yield each tool for which at most half as many agreed as it was given; how many do, and how many it was given."""
    for tool in TOOL_FORMATS:
        if tool in listed.audience.formats:
            agreed_count = list_agreed(listed.rows, tool).num_rows
            given_count = known.list_given(tool, minimum_users).num_rows
            if given_count and 2 * agreed_count <= given_count:
                yield tool, agreed_count, given_count


def _find_number(listed: AudienceList, generations: list[Generation]) -> int:
    """Return the number of the newest generation where it is this very list, else the next one."""
    if not generations:
        return 1
    newest = generations[-1]
    is_same = (newest.as_of_date, newest.audience) == (listed.as_of_date, listed.audience)
    return newest.number if is_same and newest.read_rows().equals(listed.rows) else newest.number + 1
