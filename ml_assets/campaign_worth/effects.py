"""The orders that a message is expected to add: what was measured, drawn to the trigger's prior by how sure it is."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_worth.measures import Cell, Measures
from ml_assets.campaign_worth.table import PRIOR
from ml_assets.columns import read_numbers, read_text, require_columns, round_shares


@dataclass(frozen=True)
class Effects:
    """Of each candidate: what was measured (PRIOR: nothing), how far that is believed, the orders expected, and whether
    the trigger is parked or the user of a cell that is better left alone."""

    sources: pa.Array
    weights: np.ndarray
    orders: np.ndarray
    is_parked: np.ndarray


class Members:
    """Which users are in a cell: trait and value. traits: user_id, trait, trait_value, one row per user and trait."""

    def __init__(self, users: pa.Array, traits: pa.Table) -> None:
        require_columns(traits, ("user_id", "trait", "trait_value"), "traits")
        self.users, self.known = users, {}
        self.traits = pa.table({name: read_text(traits, name) for name in ("user_id", "trait", "trait_value")})

    def find(self, cell: Cell | None) -> np.ndarray:
        """Return of each user whether it is of the cell; everybody is where there is none."""
        if cell not in self.known:
            self.known[cell] = np.ones(len(self.users), bool) if cell is None else self._find(*cell)
        return self.known[cell]

    def _find(self, trait: str, value: str) -> np.ndarray:
        is_of = pc.and_(pc.equal(self.traits["trait"], trait), pc.equal(self.traits["trait_value"], value))
        found = self.traits.filter(is_of)["user_id"].combine_chunks()
        return pc.is_in(self.users, value_set=found).to_numpy(zero_copy_only=False)


def find_effects(candidates: pa.Table, traits: pa.Table, results: pa.Table, cells: pa.Table) -> Effects:
    """Return the effects by trigger and user.

    The prior's own error is as large as the prior: it says which order of size to expect, and little more. So what was
    measured with an error e weighs p² / (p² + e²) beside a prior of p.
    """
    measures = Measures(results, cells)
    users, triggers = (read_text(candidates, name).dictionary_encode() for name in ("user_id", "trigger"))
    members, user_of, trigger_of = (
        Members(users.dictionary, traits),
        users.indices.to_numpy(),
        triggers.indices.to_numpy(),
    )
    count, names, same_as = candidates.num_rows, [PRIOR], read_same_as(candidates)
    sources, effects, errors = np.zeros(count, np.int64), np.zeros(count), np.full(count, np.inf)
    is_parked = np.zeros(count, bool)
    for number, trigger in enumerate(triggers.dictionary.to_pylist()):
        rows = np.flatnonzero(trigger_of == number)
        known_as = measures.find_names(trigger, same_as[trigger])
        # The first of them is written last.
        for measure in reversed(measures.list_effects(known_as)):
            those = rows[members.find(measure.cell)[user_of[rows]]]
            sources[those], effects[those], errors[those] = len(names), measure.effect, measure.error
            names.append(measure.source)
        is_parked[rows] = measures.are_parked(known_as)
        for cell in measures.list_left_alone(known_as):
            is_parked[rows] |= members.find(cell)[user_of[rows]]
    priors = read_numbers(candidates, "prior_effect_orders", "candidates")
    weights = priors**2 / (priors**2 + errors**2)
    orders = weights * effects + (1 - weights) * priors
    return Effects(pa.array(names).take(pa.array(sources)), round_shares(weights), round_shares(orders), is_parked)


def read_same_as(candidates: pa.Table) -> dict[str, set[str]]:
    """Return by trigger the names of the shop's own messages with the same cause, joined by `;` in same_as."""
    pairs = pa.table({name: read_text(candidates, name) for name in ("trigger", "same_as")})
    found = defaultdict(set)
    for row in pairs.group_by(["trigger", "same_as"]).aggregate([]).to_pylist():
        found[row["trigger"]] |= set((row["same_as"] or "").split(";")) - {""}
    return found
