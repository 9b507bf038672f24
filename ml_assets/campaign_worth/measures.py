"""What was measured of triggers: effects on orders, and which triggers and cells of users are better left alone."""

from dataclasses import dataclass

import pyarrow as pa

from ml_assets.campaign_cells.table import OWN_FIGURE
from ml_assets.campaign_effects.table import EVERYONE
from ml_assets.columns import require_columns

# How many errors a 95 % interval spans to each side.
ERRORS_A_SIDE = 1.959964
RESULTS = ("trigger", "segment", "outcome", "effect", "valid_low", "valid_high", "is_deciding", "is_parked")
CELLS = ("trigger", "outcome", "trait", "trait_value", "used_effect", "valid_low", "valid_high", "status")
Cell = tuple[str, str]


@dataclass(frozen=True)
class Measure:
    """An effect on the orders of a contact, and its error: of everybody, or of a cell (trait, value) of users."""

    source: str
    cell: Cell | None
    effect: float
    error: float


class Measures:
    """The rows of campaign_results and campaign_cells that say something. Raises ValueError on a missing column."""

    def __init__(self, results: pa.Table, cells: pa.Table) -> None:
        require_columns(results, RESULTS, "results")
        require_columns(cells, (*CELLS, "is_left_alone"), "cells")
        self.results = results.select(RESULTS).to_pylist()
        self.cells = [row for row in cells.select([*CELLS, "is_left_alone"]).to_pylist() if row["status"] == OWN_FIGURE]

    def find_names(self, trigger: str, same_as: set[str]) -> dict[str, int]:
        """Return under which names a trigger was measured: 0 its own, 1 those of the shop's messages of that cause."""
        measured = {row["trigger"] for row in self.results}
        return {name: int(name != trigger) for name in {trigger, *same_as} & measured}

    def list_effects(self, names: dict[str, int]) -> list[Measure]:
        """Return the effects on orders under these names, first the one that counts for whom it is about: of the own
        name before others, and of a cell where telling users apart was surely better."""
        found = [
            (names[row["trigger"]], 0, _measure(row, row["used_effect"], (row["trait"], row["trait_value"])))
            for row in self.cells
            if row["trigger"] in names and _is_measured(row, "used_effect")
        ]
        found += [
            (names[row["trigger"]], 1, _measure(row, row["effect"], None))
            for row in self.results
            if row["trigger"] in names and row["segment"] == EVERYONE and _is_measured(row, "effect")
        ]
        return [measure for *_, measure in sorted(found, key=lambda part: (*part[:2], part[2].source))]

    def are_parked(self, names: dict[str, int]) -> bool:
        """Return whether messages of one of these names are parked, by the rows that decide."""
        return any(row["trigger"] in names and row["is_deciding"] and row["is_parked"] for row in self.results)

    def list_left_alone(self, names: dict[str, int]) -> list[Cell]:
        """Return the cells of users that are better left alone by these messages."""
        return [
            (row["trait"], row["trait_value"]) for row in self.cells if row["trigger"] in names and row["is_left_alone"]
        ]


def _is_measured(row: dict, effect: str) -> bool:
    known = (row[effect], row["valid_low"], row["valid_high"])
    return row["outcome"] == "orders" and None not in known and row["valid_high"] > row["valid_low"]


def _measure(row: dict, effect: float, cell: Cell | None) -> Measure:
    source = row["trigger"] if cell is None else f"{row['trigger']}, {' '.join(cell)}"
    return Measure(source, cell, effect, (row["valid_high"] - row["valid_low"]) / (2 * ERRORS_A_SIDE))
