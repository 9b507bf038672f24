"""Who is near the users on a list, by attributes made comparable."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.neighbors import NearestNeighbors

from ml_assets.attribute_scaling import fit_scaling, scale
from ml_assets.columns import read_ids, read_numbers, round_shares

NEIGHBORS = 50
FEWEST_MEMBERS = 10
MOST_EVIDENCE = 3


@dataclass(frozen=True)
class Crowd:
    """All users in scaled attributes, sorted by id.

    user_ids: text; names: the attributes that vary; raw, values: users x attributes, as known (NaN where not)
    and scaled.
    """

    user_ids: np.ndarray
    names: list[str]
    raw: np.ndarray
    values: np.ndarray

    def find(self, user_ids: np.ndarray) -> np.ndarray:
        """Return for each user whether the id is among these."""
        found = pc.is_in(pa.array(self.user_ids, pa.string()), value_set=pa.array(user_ids, pa.string()))
        return found.to_numpy(zero_copy_only=False)


@dataclass(frozen=True)
class Nearest:
    """users: rows of the crowd, those most alike first; likeness: which part of the users nearest to each is on the
    list."""

    users: np.ndarray
    likeness: np.ndarray


def read_crowd(users: pa.Table, attributes: Sequence[str]) -> Crowd:
    """Read user_id and the attributes (numbers, or booleans as 0 and 1) of `users`.

    Raises ValueError on wrong columns or repeated users.
    """
    ids = read_ids(users, "user_id", "users")
    if pc.count_distinct(ids).as_py() != len(ids):
        raise ValueError("users must have one row per user: some user_id is repeated")
    users = users.set_column(users.column_names.index("user_id"), "user_id", ids).sort_by("user_id")
    columns = [read_numbers(_number_flags(users, name), name, "users") for name in attributes]
    scalings = [fit_scaling(name, values) for name, values in zip(attributes, columns, strict=True)]
    kept = [number for number, scaling in enumerate(scalings) if scaling.spread is not None]
    shape = (users.num_rows, len(kept))
    return Crowd(
        np.array(users["user_id"].to_pylist(), dtype=object),
        [attributes[number] for number in kept],
        np.stack([columns[number] for number in kept], axis=1) if kept else np.empty(shape),
        np.stack([scale(scalings[number], columns[number]) for number in kept], axis=1) if kept else np.empty(shape),
    )


def find_nearest(crowd: Crowd, is_member: np.ndarray, most: int, most_compared: int, seed: int) -> Nearest:
    """Return at most `most` users who are no members, those with most members among the 50 users nearest to them first.

    Being near to some member is not enough: who is usual is near to somebody on every list. Of equally alike users
    the one nearest to a member is first, then by id; who has no member among them is not alike. Of more than
    `most_compared` users so many are drawn by `seed`, among whom the nearest are looked for.
    """
    others = np.flatnonzero(~is_member)
    if is_member.sum() < FEWEST_MEMBERS or not len(others) or not crowd.names:
        return Nearest(np.empty(0, dtype=int), np.empty(0))
    compared = np.sort(np.random.default_rng(seed).permutation(len(is_member))[:most_compared])
    search = NearestNeighbors(n_neighbors=min(NEIGHBORS + 1, len(compared))).fit(crowd.values[compared])
    distances, places = search.kneighbors(crowd.values[others])
    neighbors = compared[places]
    # Nobody is a neighbour of themselves; who was not drawn, or is one of many equals, loses the farthest instead.
    is_self = neighbors == others[:, None]
    is_self[~is_self.any(axis=1), -1] = True
    kept = np.arange(neighbors.shape[1])[None, :].repeat(len(others), axis=0)[~is_self].reshape(len(others), -1)
    distances, neighbors = (np.take_along_axis(table, kept, axis=1) for table in (distances, neighbors))
    on_list = is_member[neighbors]
    likeness = round_shares(on_list.mean(axis=1))
    closest = np.where(on_list, distances, np.inf).min(axis=1, initial=np.inf).round(6)
    # The crowd is sorted by id, and lexsort keeps that order among equals.
    order = np.lexsort((closest, -likeness))
    order = order[likeness[order] > 0][:most]
    return Nearest(others[order], likeness[order])


def describe_likeness(crowd: Crowd, is_member: np.ndarray, users: np.ndarray) -> list[str]:
    """Return of each of these rows of the crowd in which attributes the user is as the list is and others are not."""
    if not len(users):
        return []
    middle = np.median(crowd.values[is_member], axis=0)
    # How far the list stands from everybody's middle, which scaling puts at 0, less how far the user stands from it.
    telling = np.round(np.abs(middle) - np.abs(crowd.values[users] - middle), 9)
    telling[np.isnan(crowd.raw[users])] = -np.inf
    with warnings.catch_warnings():
        # An attribute may be unknown of everybody on the list.
        warnings.simplefilter("ignore", RuntimeWarning)
        listed, everybody = np.nanmedian(crowd.raw[is_member], axis=0), np.nanmedian(crowd.raw, axis=0)
    return [
        "; ".join(
            f"{crowd.names[one]} {crowd.raw[user, one]:.6g} (list {listed[one]:.6g}, all {everybody[one]:.6g})"
            for one in np.argsort(-scores, kind="stable")[:MOST_EVIDENCE]
            if scores[one] > 0
        )
        or "near the list in all attributes, outstanding in none"
        for user, scores in zip(users, telling, strict=True)
    ]


def _number_flags(users: pa.Table, name: str) -> pa.Table:
    if name in users.column_names and pa.types.is_boolean(users[name].type):
        return users.set_column(users.column_names.index(name), name, users[name].cast(pa.int8()))
    return users
