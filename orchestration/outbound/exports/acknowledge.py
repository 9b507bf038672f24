"""The receiver's word that it holds a generation: from then on changes are counted from it."""

from ingest.home import Home
from orchestration.outbound.delivery.ledger import read_sends
from orchestration.outbound.exports.audience import SEND_LIST
from orchestration.outbound.exports.errors import ExportError
from orchestration.outbound.exports.generations import ACKNOWLEDGED, Generation, list_audiences, list_generations, sync
from orchestration.outbound.plan_ledger import mark_delivered


def acknowledge(home: Home, name: str, number: str) -> Generation:
    """Note that the receiver holds the generation `number` of an audience, and return it.

    The plan of a list of what to send is delivered by that, so it stays as it is. Raises ExportError, one sentence,
    where there is no such generation, where a newer one was acknowledged, or where the plan that lies there is not the
    one that the list was made of. To be called under the run's lock.
    """
    names = list_audiences(home)
    if name not in names:
        which = f"give one of {', '.join(names)}" if names else "nothing was exported yet"
        raise ExportError(f"AUDIENCE is {name!r}, of which there is no generation: {which}.")
    generations = list_generations(home, name)
    found = [one for one in generations if str(one.number) == number]
    if not found:
        numbers = ", ".join(str(one.number) for one in generations)
        raise ExportError(f"GENERATION is {number!r}; of {name} there is {numbers}.")
    if newer := [one.number for one in generations if one.is_acknowledged and one.number > found[0].number]:
        raise ExportError(
            f"Generation {newer[-1]} of {name}, which is newer than {number}, was acknowledged already:"
            " nothing was changed."
        )
    if found[0].audience.kind == SEND_LIST:
        check_plan(home, found[0])
        mark_delivered(home, found[0].as_of_date)
    (found[0].folder / ACKNOWLEDGED).touch(mode=0o600)
    sync(found[0].folder)
    return found[0]


def check_plan(home: Home, generation: Generation) -> None:
    """Raise ExportError where the plan of the day sends other messages than a list, or with other offers.

    A run that was repeated has made it anew then: marked, it would stand for what nobody got.
    """
    audience, day = generation.audience, generation.as_of_date
    sends = [one.row for one in read_sends(home, day).values() if one.is_named and one.row["channel"] == audience.value]
    if {word_message(row) for row in sends} == {word_message(row) for row in generation.read_rows().to_pylist()}:
        return
    raise ExportError(
        f"Generation {generation.number} of {audience.name} is not what the plan of {day} sends: a later run made that"
        " anew. Let the receiver take the newest generation in its place, and acknowledge that."
    )


def word_message(row: dict[str, object]) -> tuple[object, ...]:
    """Return what caps and budgets count of a message. The decision id is made of day, user, trigger and item."""
    return row["decision_id"], row["offer"], row["depth_share"]
