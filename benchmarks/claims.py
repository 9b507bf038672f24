"""What the figures say: the parts of a build beside the floor's, and each claim, measured and allowed."""

import math
from dataclasses import dataclass
from pathlib import Path

from benchmarks.parts import USER_PARTS, sort_models

MODELS_OF_EVENT_FACTS = (
    *("int_event_deliveries", "int_event_repeats", "events", "int_event_dates", "event_days", "event_hours"),
    *("int_visitor_stretches", "sessions", "user_days", "user_items"),
)
# What a script for the same user facts does: no favourites, discounts, price levels, scores or groups.
SCRIPT_PARTS = ("events", "stretches", "user_days", "sessions", "user_items", "orders", "visitor_users", "user_facts")
LINK_MODELS = {"base_shop__identities", "stg_identities", "int_identities_versions", "current_identities"}


@dataclass(frozen=True)
class Claim:
    """A figure that must not be above what is allowed."""

    about: str
    measured: float
    allowed: float
    unit: str = "x"

    def __str__(self) -> str:
        verdict = "holds" if self.measured <= self.allowed else "DOES NOT HOLD"
        return f"{self.about:<74} {self.measured:8.3f}{self.unit:<3} {self.allowed:8.3f}{self.unit:<3} {verdict}"


@dataclass(frozen=True)
class Beside:
    """The model time of one build by the floor's parts, and the floor's own."""

    product: dict[str, float]
    floor: dict[str, float]

    @property
    def product_seconds(self) -> float:
        return sum(self.product.values())

    @property
    def floor_seconds(self) -> float:
        return sum(self.floor.values())


def set_beside(models: dict[str, set[str]], build: dict, floor: dict, parts: tuple[str, ...]) -> Beside:
    """Return the seconds of these parts: of dbt's nodes, and of the floor's statements with the closing of its file."""
    product = {part: sum(build["nodes"][model] for model in models[part]) for part in parts}
    names = [*parts, "closing"]
    return Beside(product, {name: floor["result"][name] for name in names})


def print_parts(beside: Beside) -> None:
    """Print each part's seconds, the furthest from the floor first."""
    print(f"{'':<18} {'dbt':>8} {'floor':>8}   above the floor")
    by_distance = sorted(beside.product, key=lambda part: beside.floor[part] - beside.product[part])
    for part in by_distance:
        product, floor = beside.product[part], beside.floor[part]
        print(f"{part:<18} {product:8.2f} {floor:8.2f}   {product - floor:+8.2f} s  {product / floor:6.2f}x")
    print(f"{'closing the file':<18} {'':>8} {beside.floor['closing']:8.2f}")
    print(f"{'all':<18} {beside.product_seconds:8.2f} {beside.floor_seconds:8.2f}   {'':>10}  ", end="")
    print(f"{beside.product_seconds / beside.floor_seconds:6.2f}x")


def report(figures: dict, manifest: Path) -> list[Claim]:
    """Print what was measured of one size; return its claims."""
    events = figures["shop"]["result"]["events"]
    print(f"\n== {events:,} events, {figures['shop']['result']['users']:,} users ==")
    claims = []
    models = sort_models(manifest) if manifest.exists() else {}
    if {"build", "floor"} <= figures.keys():
        full = set_beside(models, figures["build"], figures["floor"], tuple(models))
        print("\nA full build, seconds of model time beside the floor")
        print_parts(full)
        print_rest("the build", figures["build"], models)
        build, floor = (figures[name]["processor_seconds"] for name in ("build", "floor"))
        print(f"in seconds of the processor, whatever else it had to do: {build:.1f} s in all, the floor {floor:.1f} s")
        claims.append(Claim("full build: model time over the floor", full.product_seconds / full.floor_seconds, 1.5))
    if "compare" in figures:
        claims.append(claim_equal("full build: rows that differ from the floor's", figures["compare"]["result"]))
    if {"build", "build_day"} <= figures.keys():
        print("\nOne more load day, seconds of model time")
        for model in MODELS_OF_EVENT_FACTS:
            full, day = (figures[name]["nodes"][model] for name in ("build", "build_day"))
            print(f"{model:<24} {day:8.3f} of {full:8.2f}   1/{full / day:.0f}")
        full, day = (sum(figures[name]["nodes"][m] for m in MODELS_OF_EVENT_FACTS) for name in ("build", "build_day"))
        print_rest("the load day", figures["build_day"], models)
        claims.append(Claim("load day: event facts over their full build (1/30)", day / full, 1 / 30))
    if {"build_day", "floor_day"} <= figures.keys():
        marts = set_beside(models, figures["build_day"], figures["floor_day"], USER_PARTS)
        print("\nThe user marts of that day beside hand-written SQL over the same facts")
        print_parts(marts)
        claims.append(Claim("load day: user marts over SQL by hand", marts.product_seconds / marts.floor_seconds, 1.3))
        claims.append(claim_equal("load day: rows that differ from SQL by hand", figures["compare_day"]["result"]))
    for library in ("polars", "pandas"):
        if {"build", library} <= figures.keys():
            claims += compare_script(library, figures, models)
    if "overhead" in figures:
        print_overhead(figures["overhead"])
    claims.append(claim_memory(figures))
    return claims


def compare_script(library: str, figures: dict, models: dict[str, set[str]]) -> list[Claim]:
    """Print a script's seconds by table beside those of the models that make the same tables; return the claims."""
    tables = figures[library]["result"]
    needed = set().union(*(models[part] for part in SCRIPT_PARTS)) | LINK_MODELS
    product, script = sum(figures["build"]["nodes"][model] for model in needed), sum(tables.values())
    gigabytes = figures[library]["peak_bytes"] / 2**30
    print(
        f"\nThe tables that {library} makes too: {script:.1f} s ({gigabytes:.1f} GB), of the warehouse {product:.1f} s"
    )
    comparison = figures[f"compare_{library}"]["result"]
    for of_table in comparison:
        name = of_table["table"].split(".")[1]
        columns = f"{of_table['columns']} of {of_table['columns'] + len(of_table['lacking'])} columns"
        print(f"{name:<12} {tables[name]:8.2f} s   {of_table['rows']:>12,} rows, {columns}")
    # Of two places at the same moment either may be the first: to break such ties doubled the time of the scripts.
    differing, rows = (sum(of_table[name] for of_table in comparison) for name in ("differing", "rows"))
    return [
        Claim(f"model time over a {library} script for the tables both make", product / script, 1),
        Claim(f"rows of {library} that differ, by ties: at most 1 of 100,000", differing, rows // 100_000, ""),
    ]


def print_overhead(overhead: dict) -> None:
    """Print what a daily run takes whatever the size of the shop."""
    nodes, splits = overhead["result"]["nodes"], overhead["result"]["splits"]
    print(
        f"\nThe daily job over a tiny shop with one new load day took {overhead['seconds']:.1f} s:"
        f" {nodes:.1f} s of dbt's nodes and tests; the rest is Dagster, starting dbt ({splits}x), ingest,"
        " algorithms and publishing"
    )


def print_rest(what: str, build: dict, models: dict[str, set[str]]) -> None:
    """Print what a build took beyond the models that are measured."""
    all_nodes = sum(build["nodes"].values())
    measured = sum(build["nodes"][model] for part in models.values() for model in part)
    print(
        f"{what} took {build['seconds']:.1f} s: {measured:.1f} s of these models,"
        f" {all_nodes - measured:.1f} s of others, {build['seconds'] - all_nodes:.1f} s of dbt itself"
    )


def claim_equal(about: str, comparison: list[dict]) -> Claim:
    """Say how the rows were compared; every column of the warehouse's table has to be there."""
    ways = {of_table["by"] for of_table in comparison}
    differing = sum(of_table["differing"] + len(of_table["lacking"]) for of_table in comparison)
    return Claim(f"{about} ({' and '.join(sorted(ways))}, {len(comparison)} tables)", differing, 0, "")


def claim_memory(figures: dict) -> Claim:
    """The most that any process of the product held: ingest and dbt, full and daily."""
    builds = {"ingest", "build", "ingest_day", "build_day"} & figures.keys()
    peaks = {name: figures[name]["peak_bytes"] / 2**30 for name in builds}
    highest = max(peaks, key=peaks.get)
    return Claim(f"peak memory of any process of the product ({highest})", peaks[highest], 8, " GB")


def claim_growth(smaller: tuple[dict, Path], larger: tuple[dict, Path]) -> list[Claim]:
    """The power of the number of events by which model time grows between two sizes, and the floor's for comparison."""
    sizes, products, floors = [], [], []
    for figures, manifest in (smaller, larger):
        if not {"build", "floor"} <= figures.keys():
            return []
        models = sort_models(manifest)
        full = set_beside(models, figures["build"], figures["floor"], tuple(models))
        sizes.append(figures["shop"]["result"]["events"])
        products.append(full.product_seconds)
        floors.append(full.floor_seconds)
    growth, of_floor = (math.log(b / a) / math.log(sizes[1] / sizes[0]) for a, b in (products, floors))
    about = f"growth exponent from {sizes[0]:,} to {sizes[1]:,} events (the floor's: {of_floor:.3f})"
    return [Claim(about, growth, 1.05, "")]
