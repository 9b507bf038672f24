"""The measures of a rule X => Y, from its four counts."""

import numpy as np

MEASURES = {
    "support": "Share of all baskets that hold both sides: s(XY).",
    "confidence": "Share of the baskets with the left side that also hold the right side: s(XY) / s(X).",
    "lift": "How many times as often the right side comes with the left side as overall: confidence / s(Y).",
    "representativity": "Share of baskets of which both sides are known: 1, since what a basket does not list it does "
    "not hold.",
    "leverage": "Share of baskets beyond what chance would give: s(XY) - s(X) s(Y).",
    "conviction": "(1 - s(Y)) / (1 - confidence); empty where the rule has no exception.",
    "zhang": "Zhang's measure, -1 (never together) to 1 (always together): "
    "leverage / max(s(XY) (1 - s(X)), s(X) (s(Y) - s(XY))).",
    "jaccard": "Baskets with both sides among those with either.",
    "kulczynski": "Mean of the confidences in both directions.",
    "cosine": "s(XY) / sqrt(s(X) s(Y)).",
    "certainty": "(confidence - s(Y)) / (1 - s(Y)); 0 where every basket holds the right side.",
}


def rule_measures(
    antecedent: np.ndarray, consequent: np.ndarray, pair: np.ndarray, baskets: int
) -> dict[str, np.ndarray]:
    """Return the MEASURES by name, unrounded, NaN where one is infinite (conviction of a rule without
    exception).

    antecedent, consequent, pair: int64 counts of baskets with X, with Y and with both, one value a rule;
    baskets: all baskets. Formulas as in mlxtend's association_rules (and DEFINITIONS), but computed from
    whole numbers: each measure is one division, so equal shares give equal figures.
    """
    excess = pair * baskets - antecedent * consequent
    confidence = pair / antecedent
    with np.errstate(divide="ignore", invalid="ignore"):
        conviction = antecedent * (baskets - consequent) / (baskets * (antecedent - pair))
        zhang = excess / np.maximum(pair * (baskets - antecedent), antecedent * (consequent - pair))
        certainty = excess / (antecedent * (baskets - consequent))
    return {
        "support": pair / baskets,
        "confidence": confidence,
        "lift": pair * baskets / (antecedent * consequent),
        "representativity": np.ones(len(pair)),
        "leverage": excess / baskets**2,
        "conviction": np.where(pair == antecedent, np.nan, conviction),
        "zhang": np.where((antecedent == baskets) & (consequent == pair), 0.0, zhang),
        "jaccard": pair / (antecedent + consequent - pair),
        "kulczynski": (confidence + pair / consequent) / 2,
        "cosine": pair / np.sqrt(antecedent * consequent),
        "certainty": np.where(consequent == baskets, 0.0, certainty),
    }
