"""Who is near the users on a list, by attributes made comparable."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.neighbors import NearestNeighbors

from ml_assets.attribute_scaling import fit_scaling, scale
from ml_assets.columns import read_ids, read_numbers, round_shares

NEIGHBORS = 5
FEWEST_MEMBERS = 10
SURE_EVIDENCE = 3


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
    """users, nearest: rows of the crowd, by distance and then id; distances: one a user."""

    users: np.ndarray
    nearest: np.ndarray
    distances: np.ndarray


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


def find_nearest(crowd: Crowd, is_member: np.ndarray, most: int, most_members: int, seed: int) -> Nearest:
    """Return at most `most` users who are no members, those nearest to members first.

    A user's distance is the mean of those to the five nearest members, per attribute, so that it does not grow
    with their number. Of more than `most_members` members so many are drawn by `seed`.
    """
    members, others = np.flatnonzero(is_member), np.flatnonzero(~is_member)
    if len(members) < FEWEST_MEMBERS or not len(others) or not crowd.names:
        nobody = np.empty(0, dtype=int)
        return Nearest(nobody, nobody, np.empty(0))
    drawn = np.sort(np.random.default_rng(seed).permutation(members)[:most_members])
    search = NearestNeighbors(n_neighbors=NEIGHBORS).fit(crowd.values[drawn])
    distances, places = search.kneighbors(crowd.values[others])
    means = round_shares(distances.mean(axis=1) / np.sqrt(len(crowd.names)))
    # The crowd is sorted by id, and a stable sort keeps that order among equals.
    order = np.argsort(means, kind="stable")[:most]
    return Nearest(others[order], drawn[places[order, 0]], means[order])


def describe_likeness(crowd: Crowd, is_member: np.ndarray, user: int) -> str:
    """Return the attributes in which a user (a row of the crowd) is as the list is and others are not, in words."""
    middle = np.median(crowd.values[is_member], axis=0)
    # How far the list stands from everybody's middle, which scaling puts at 0, less how far the user stands from it.
    telling = np.abs(middle) - np.abs(crowd.values[user] - middle)
    telling = np.where(np.isnan(crowd.raw[user]), -np.inf, np.round(telling, 9))
    best = [number for number in np.argsort(-telling, kind="stable")[:SURE_EVIDENCE] if telling[number] > 0]
    with np.errstate(all="ignore"):
        listed, everybody = np.nanmedian(crowd.raw[is_member], axis=0), np.nanmedian(crowd.raw, axis=0)
    said = [
        f"{crowd.names[number]} {crowd.raw[user, number]:.6g} (list {listed[number]:.6g}, all {everybody[number]:.6g})"
        for number in best
    ]
    return "; ".join(said) or "near the list in all attributes, outstanding in none"


def _number_flags(users: pa.Table, name: str) -> pa.Table:
    if name in users.column_names and pa.types.is_boolean(users[name].type):
        return users.set_column(users.column_names.index(name), name, users[name].cast(pa.int8()))
    return users
