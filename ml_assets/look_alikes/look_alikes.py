"""Users alike those on a list."""

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from ml_assets.evaluation.evaluation import INSUFFICIENT
from ml_assets.look_alikes.evaluate import list_members
from ml_assets.look_alikes.nearest import describe_likeness, find_nearest, read_crowd
from ml_assets.look_alikes.table import USER_LOOK_ALIKES


def find_look_alikes(
    users: pa.Table,
    members: pa.Table,
    lists: Sequence[str],
    attributes: Sequence[str],
    as_of_date: date,
    statuses: Mapping[str, str] | None = None,
    *,
    most: int = 500,
    most_compared: int = 10_000,
    seed: int = 0,
) -> pa.Table:
    """Return the `most` users most alike each list who are not on it, as USER_LOOK_ALIKES, sorted by list and rank.

    users: user_id and the attributes (numbers or booleans, null where unknown); members: list and user_id;
    statuses: what an evaluation says of each list. A list of fewer than ten users has no look-alikes. Of
    more than `most_compared` users so many are drawn as neighbours. Raises ValueError on wrong columns or
    repeated users.
    """
    crowd = read_crowd(users, attributes)
    rows = []
    for name in sorted(lists):
        is_member = crowd.find(list_members(members, name))
        found = find_nearest(crowd, is_member, most, most_compared, seed)
        evidence = describe_likeness(crowd, is_member, found.users)
        for place, (user, likeness, said) in enumerate(
            zip(found.users, found.likeness.tolist(), evidence, strict=True), start=1
        ):
            rows.append(
                {
                    "user_id": crowd.user_ids[user],
                    "list": name,
                    "rank": place,
                    "likeness": likeness,
                    "evidence": said,
                    "as_of_date": as_of_date,
                    "status": (statuses or {}).get(name, INSUFFICIENT),
                }
            )
    return pa.Table.from_pylist(rows, USER_LOOK_ALIKES)
