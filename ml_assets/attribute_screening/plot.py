"""Plots of how well attributes predict."""

import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.attribute_screening import ATTRIBUTE_SCREENING, OUTCOME_WORDS
from ml_assets.columns import require_columns
from ml_assets.evaluation.evaluation import EVALUATED
from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, open_sheet, to_png
from ml_assets.propensity.features import Feature
from ml_assets.propensity.reasons import name_feature

WARNING = "#f39c12"


def draw_attributes(screening: pa.Table, outcome: str, n: int = 15) -> bytes:
    """Return a PNG: the information value of the `n` attributes that best predict an outcome and of all that leak,
    coloured by what became of them. screening: ATTRIBUTE_SCREENING."""
    require_columns(screening, ATTRIBUTE_SCREENING.names, "screening")
    title = f"What predicts who {OUTCOME_WORDS[outcome]}?"
    chosen = screening.filter((pc.field("outcome") == outcome) & (pc.field("status") == EVALUATED)).to_pylist()
    if not chosen:
        return draw_message(title, "Not evaluated: there are too few past dates or users.")
    ordered = sorted(chosen, key=lambda row: (-row["information_value"], row["attribute"]))
    shown = [row for place, row in enumerate(ordered) if place < n or row["is_leaking"]]
    figure, axes = open_sheet(10, 1.8 + 0.36 * len(shown), title)
    places = range(len(shown))[::-1]
    kinds = [_sort(row) for row in shown]
    for kind, color in (
        ("kept", ACCENT),
        ("repeats another", QUIET),
        ("known only afterwards", WARNING),
        ("does not predict", "#d5dbe1"),
    ):
        held = [(p, row["information_value"]) for p, row, k in zip(places, shown, kinds, strict=True) if k == kind]
        if held:
            axes.barh([p for p, _ in held], [value for _, value in held], 0.7, color=color, label=kind)
    axes.set_yticks(places, [name_feature(Feature(row["attribute"])) for row in shown], fontsize=9, parse_math=False)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.set_xlabel("information value (0.02: next to nothing, 0.1 to 0.3: medium, above 0.3: strong)", color=INK)
    axes.xaxis.grid(True, color=QUIET, alpha=0.3)
    axes.set_axisbelow(True)
    # Below the axes: beside the bars there is no corner that is free in every shop.
    figure.legend(frameon=False, loc="outside lower left", ncols=4)
    return to_png(figure)


def _sort(row: dict) -> str:
    if row["is_leaking"]:
        return "known only afterwards"
    if row["duplicate_of"]:
        return "repeats another"
    return "kept" if row["is_kept"] else "does not predict"
