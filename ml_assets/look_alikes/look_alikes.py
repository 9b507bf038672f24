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
    most_members: int = 2_000,
    seed: int = 0,
) -> pa.Table:
    """Return the `most` users nearest to each list who are not on it, as USER_LOOK_ALIKES, sorted by list and rank.

    users: user_id and the attributes (numbers or booleans, null where unknown); members: list and user_id;
    statuses: what an evaluation says of each list. A list of fewer than ten users has no look-alikes, and of
    more than `most_members` so many are drawn. Raises ValueError on wrong columns or repeated users.
    """
    crowd = read_crowd(users, attributes)
    rows = []
    for name in sorted(lists):
        is_member = crowd.find(list_members(members, name))
        found = find_nearest(crowd, is_member, most, most_members, seed)
        for place, (user, nearest, distance) in enumerate(
            zip(found.users, found.nearest, found.distances.tolist(), strict=True), start=1
        ):
            rows.append(
                {
                    "user_id": crowd.user_ids[user],
                    "list": name,
                    "rank": place,
                    "distance": distance,
                    "nearest_user_id": crowd.user_ids[nearest],
                    "evidence": describe_likeness(crowd, is_member, user),
                    "as_of_date": as_of_date,
                    "status": (statuses or {}).get(name, INSUFFICIENT),
                }
            )
    return pa.Table.from_pylist(rows, USER_LOOK_ALIKES)
