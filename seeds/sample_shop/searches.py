"""What visitors type into the search box: shelves, things and brands that the shop has, and what it does not."""

from collections import Counter

import numpy as np

from seeds.sample_shop.catalogue import BRANDS, Catalogue
from seeds.sample_shop.parts import Search

SHELF, THING, BRAND = KINDS = range(3)


class Vocabulary:
    """All terms, by number: of each item those of its KINDS, then those that find nothing. Counts the searches."""

    def __init__(self, catalogue: Catalogue, search: Search):
        self.search = search
        shelves = catalogue.category_names[catalogue.shelf_category][catalogue.shelf]
        terms = []
        for name, shelf, brand in zip(catalogue.names, shelves, catalogue.brand, strict=True):
            thing = name.removeprefix(BRANDS[brand]).split(",")[0].strip()
            terms += [shelf.lower(), thing.lower(), f"{BRANDS[brand]} {shelf}".lower()]
        self.found = len(terms)
        self.terms = np.array([*terms, *search.unfound], dtype=object)
        self.counts: Counter = Counter()
        chances = 1 / np.arange(1, len(search.unfound) + 1)
        self.unfound_chances = chances / chances.sum()

    def draw_unfound(self, rng: np.random.Generator, visits: int) -> np.ndarray:
        """By visit: the number of a term that finds nothing, with which the visit begins; -1 for none."""
        begins = rng.random(visits) < self.search.share * self.search.unfound_share
        terms = self.found + rng.choice(len(self.unfound_chances), visits, p=self.unfound_chances)
        return np.where(begins, terms, -1)

    def name_items(self, rng: np.random.Generator, items: np.ndarray) -> np.ndarray:
        """The numbers of the terms by which items (positions) are searched."""
        shares = np.cumsum((self.search.thing_share, self.search.brand_share))
        kinds = np.array((THING, BRAND, SHELF))[np.searchsorted(shares, rng.random(len(items)), side="right")]
        return items * len(KINDS) + kinds

    def count(self, terms: np.ndarray) -> None:
        """Note searches, by number; -1 is none."""
        self.counts.update(self.terms[terms[terms >= 0]].tolist())
