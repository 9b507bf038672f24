"""Attributes as a matrix: numbers as they are, words as one column a word."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import read_numbers, require_columns

MOST_WORDS = 20


@dataclass(frozen=True)
class Feature:
    """One column of the matrix: an attribute's number or, where `word` is given, whether it has that word."""

    attribute: str
    word: str | None = None


def list_features(attributes: pa.Table, names: list[str]) -> tuple[Feature, ...]:
    """Return the features of the attributes `names` that vary in the table, in order.

    Of a text attribute the 20 most frequent words become a feature each (ties go to the first in order);
    the others share one value.
    """
    features: list[Feature] = []
    for name in names:
        require_columns(attributes, [name], "attributes")
        if is_text(attributes[name].type):
            found = pc.value_counts(attributes[name].cast(pa.string()).drop_null()).to_pylist()
            words = sorted(found, key=lambda row: (-row["counts"], row["values"]))[:MOST_WORDS]
            if len(found) > 1 or attributes[name].null_count:
                features += [Feature(name, word) for word in sorted(row["values"] for row in words)]
        elif _varies(_read(attributes, name)):
            features.append(Feature(name))
    return tuple(features)


def build_matrix(attributes: pa.Table, features: tuple[Feature, ...]) -> np.ndarray:
    """Return a float64 matrix, a row a row and a column a feature; NaN where a number is unknown."""
    matrix = np.empty((attributes.num_rows, len(features)))
    read: dict[str, np.ndarray] = {}
    for place, feature in enumerate(features):
        if feature.word is None:
            matrix[:, place] = _read(attributes, feature.attribute)
            continue
        if feature.attribute not in read:
            require_columns(attributes, [feature.attribute], "attributes")
            read[feature.attribute] = np.asarray(attributes[feature.attribute].cast(pa.string()).to_numpy(), object)
        matrix[:, place] = read[feature.attribute] == feature.word
    return matrix


def is_text(kind: pa.DataType) -> bool:
    """Return whether a column holds words."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _read(attributes: pa.Table, name: str) -> np.ndarray:
    if pa.types.is_boolean(attributes[name].type):
        place = attributes.column_names.index(name)
        attributes = attributes.set_column(place, name, attributes[name].cast(pa.int8()))
    return read_numbers(attributes, name, "attributes")


def _varies(values: np.ndarray) -> bool:
    known = values[~np.isnan(values)]
    return bool(known.size) and (known.min() < known.max() or known.size < values.size)
