"""What the figures say: the parts of a build beside the floor's, and each claim, measured and allowed."""

import math
from dataclasses import dataclass
from pathlib import Path

from benchmarks.parts import MONEY_PARTS, USER_PARTS, sort_models

MODELS_OF_EVENT_FACTS = (
    *("int_event_deliveries", "int_event_repeats", "events", "int_event_dates", "event_days", "event_hours"),
    *("int_visitor_stretches", "sessions", "user_days", "user_items"),
)
# What the scripts do too. pandas: no favourites or price levels, of money what was sold; of people and items the links.
EVENT_PARTS = ("events", "stretches", "user_days", "sessions", "user_items")
PANDAS_PARTS = (*EVENT_PARTS, *MONEY_PARTS, "accounts", "visitor_users", "user_facts")
LINK_MODELS = {"stg_identities", "int_identities_versions", "current_identities"}
POLARS_PARTS = (*PANDAS_PARTS, "people_and_items", "bought_lines", "user_preferences")


@dataclass(frozen=True)
class Claim:
    """A figure that must not be above what is allowed. by_processor: the same of the processor's seconds."""

    about: str
    measured: float
    allowed: float
    unit: str = "x"
    by_processor: float | None = None

    def __str__(self) -> str:
        verdict = "holds" if self.measured <= self.allowed else "DOES NOT HOLD"
        processor = "" if self.by_processor is None else f"{self.by_processor:8.3f}{self.unit}"
        figures = f"{self.measured:8.3f}{self.unit:<3} {self.allowed:8.3f}{self.unit:<3} {processor:<12}"
        return f"{self.about:<74} {figures} {verdict}"


@dataclass(frozen=True)
class Taken:
    """What parts took: seconds on the wall, and of the processor."""

    seconds: dict[str, float]
    processor: dict[str, float]

    @property
    def total(self) -> tuple[float, float]:
        return sum(self.seconds.values()), sum(self.processor.values())


def claim_ratio(about: str, product: Taken, other: Taken, allowed: float) -> Claim:
    """Claim that the product takes at most so many times what the other takes."""
    by_wall, by_processor = (one / two for one, two in zip(product.total, other.total, strict=True))
    return Claim(about, by_wall, allowed, by_processor=by_processor)


def sum_models(build: dict, parts: dict[str, set[str]]) -> Taken:
    """What dbt's nodes took, by part."""
    return Taken(
        *(
            {part: sum(build[of][model] for model in models) for part, models in parts.items()}
            for of in ("nodes", "nodes_processor")
        )
    )


def take_parts(result: dict, parts: list[str]) -> Taken:
    """What parts of a process took."""
    return Taken(*({part: result[of][part] for part in parts} for of in ("seconds", "processor")))


def set_beside(
    models: dict[str, set[str]], build: dict, floor: dict, parts: tuple[str, ...] | None = None
) -> tuple[Taken, Taken]:
    """What these parts (none: all) took of dbt, and of the floor with the closing of its file."""
    chosen = {part: models[part] for part in parts or models}
    return sum_models(build, chosen), take_parts(floor["result"], [*chosen, "closing"])


def print_parts(product: Taken, floor: Taken) -> None:
    """Print each part's seconds, the furthest from the floor by the processor first."""
    print(f"{'':<18} {'dbt':>8} {'floor':>8} {'':>8}   of the processor {'dbt':>8} {'floor':>8}   above")
    rows = [
        (part, product.seconds[part], floor.seconds[part], product.processor[part], floor.processor[part])
        for part in product.seconds
    ]
    (ours, our_cpu), (least, least_cpu) = product.total, floor.total
    whole = ("all, file closed", ours, least, our_cpu, least_cpu)
    rows.sort(key=lambda row: row[4] - row[3])
    for part, ours, least, our_cpu, least_cpu in [*rows, whole]:
        print(
            f"{part:<18} {ours:8.2f} {least:8.2f} {ours / least:7.2f}x {'':>18} {our_cpu:8.2f} {least_cpu:8.2f}"
            f" {our_cpu - least_cpu:+7.2f} s"
        )


def report(figures: dict, manifest: Path) -> list[Claim]:
    """Print what was measured of one size; return its claims."""
    events = figures["shop"]["result"]["events"]
    print(f"\n== {events:,} events, {figures['shop']['result']['users']:,} users ==")
    claims = []
    models = sort_models(manifest) if manifest.exists() else {}
    if {"build", "floor"} <= figures.keys():
        full = set_beside(models, figures["build"], figures["floor"])
        print("\nA full build, seconds of model time beside the floor")
        print_parts(*full)
        print_rest("the build", figures["build"], models)
        claims.append(claim_ratio("full build: model time over the floor", *full, 1.5))
    if "compare_floor" in figures:
        claims.append(claim_equal("full build: rows that differ from the floor's", figures["compare_floor"]["result"]))
    if {"build", "build_day"} <= figures.keys():
        print("\nOne more load day, seconds of model time")
        of_each = {model: {model} for model in MODELS_OF_EVENT_FACTS}
        day, full = (sum_models(figures[name], of_each) for name in ("build_day", "build"))
        for model in MODELS_OF_EVENT_FACTS:
            ours, whole = day.seconds[model], full.seconds[model]
            print(f"{model:<24} {ours:8.3f} of {whole:8.2f}   1/{whole / ours:.0f}")
        print_rest("the load day", figures["build_day"], models)
        claims.append(claim_ratio("load day: event facts over their full build (1/30)", day, full, 1 / 30))
    if {"build_day", "floor_day"} <= figures.keys():
        marts = set_beside(models, figures["build_day"], figures["floor_day"], USER_PARTS)
        print("\nThe user marts of that day beside hand-written SQL over the same facts")
        print_parts(*marts)
        claims.append(claim_ratio("load day: user marts over SQL by hand", *marts, 1.3))
        claims.append(claim_equal("load day: rows that differ from SQL by hand", figures["compare_day"]["result"]))
    for library in ("polars", "pandas"):
        if {"build", library, f"compare_{library}"} <= figures.keys():
            claims += compare_script(library, figures, models)
    if "overhead" in figures:
        print_overhead(figures["overhead"])
    claims.append(claim_memory(figures))
    return claims


def choose_models(library: str, models: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return those of the models, by part, that make what a script makes."""
    if library == "polars":
        return {part: models[part] for part in POLARS_PARTS}
    return {part: models[part] for part in PANDAS_PARTS} | {"links": LINK_MODELS}


def compare_script(library: str, figures: dict, models: dict[str, set[str]]) -> list[Claim]:
    """Print a script's seconds by part beside those of the models that make the same tables; return the claims."""
    script = Taken(**figures[library]["result"])
    product = sum_models(figures["build"], choose_models(library, models))
    gigabytes = figures[library]["peak_bytes"] / 2**30
    print(
        f"\nThe tables that {library} makes too: {script.total[0]:.1f} s ({gigabytes:.1f} GB),"
        f" the warehouse {product.total[0]:.1f} s"
    )
    comparison = figures[f"compare_{library}"]["result"]
    tables = {of_table["table"].split(".")[1]: of_table for of_table in comparison}
    for part, seconds in script.seconds.items():
        print(f"{part:<16} {seconds:8.2f} s   {describe_table(tables[part]) if part in tables else ''}")
    ratio = claim_ratio(f"model time over a {library} script for the tables both make", product, script, 1)
    if library == "polars":
        return [ratio, claim_equal(f"rows that differ from those of {library}", comparison)]
    # Of two places at the same moment pandas may call either the first.
    differing, rows = (sum(of_table[name] for of_table in comparison) for name in ("differing", "rows"))
    return [
        ratio,
        Claim(f"rows of {library} that differ, by ties: at most 1 of 100,000", differing, rows // 100_000, ""),
    ]


def describe_table(of_table: dict) -> str:
    """Say how much of a table of the warehouse a script has made."""
    columns = of_table["columns"]
    return f"{of_table['rows']:>12,} rows, {columns} of {columns + len(of_table['lacking'])} columns"


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
        product, floor = set_beside(sort_models(manifest), figures["build"], figures["floor"])
        sizes.append(figures["shop"]["result"]["events"])
        products.append(product.total)
        floors.append(floor.total)

    def grow(totals: list[tuple[float, float]], of: int) -> float:
        return math.log(totals[1][of] / totals[0][of]) / math.log(sizes[1] / sizes[0])

    about = f"growth exponent from {sizes[0]:,} to {sizes[1]:,} events (the floor's: {grow(floors, 0):.3f})"
    return [Claim(about, grow(products, 0), 1.05, "", grow(products, 1))]
