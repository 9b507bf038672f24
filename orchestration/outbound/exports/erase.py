"""Take people who were erased out of every list that is kept: with them go the lines, and the checksums change."""

from collections.abc import Callable
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from ingest.books.erased_ids import ErasedIds
from ingest.home import Home
from orchestration.outbound.exports.audience import AudienceList
from orchestration.outbound.exports.export import lay_aside, list_waiting, read_waiting
from orchestration.outbound.exports.files import read_files
from orchestration.outbound.exports.generations import list_audiences, list_generations, sweep, write_generation


def take_out_of_exports(home: Home, erased: ErasedIds) -> list[str]:
    """Write every list without the erased; return the names of the audiences that held one of them, sorted.

    Of a list that a receiver holds they go here alone. No later `removed` names them: an id of theirs is kept nowhere.
    Repeated after a kill, it ends what is left. To be called under the run's lock.
    """
    sweep(home)
    is_erased = cache(lambda user_id: erased.name(user_id) in erased.users)
    held = set()
    for generation in [one for name in list_audiences(home) for one in list_generations(home, name)]:
        tables = read_files(generation.folder)
        kept = {name: _keep_others(rows, is_erased) for name, rows in tables.items()}
        if any(kept[name].num_rows < rows.num_rows for name, rows in tables.items()):
            write_generation(generation, kept)
            held.add(generation.audience.name)
    for name in list_waiting(home):
        listed, minimum_users = read_waiting(home, name)
        kept = AudienceList(listed.audience, listed.as_of_date, _keep_others(listed.rows, is_erased))
        lay_aside(home, kept, minimum_users)
    return sorted(held)


def _keep_others(rows: pa.Table, is_erased: Callable[[str], bool]) -> pa.Table:
    ids = pc.unique(rows["external_id"])
    gone = pa.array([user_id for user_id in ids.to_pylist() if is_erased(user_id)], pa.string())
    return rows.filter(pc.invert(pc.is_in(rows["external_id"], value_set=gone)))
