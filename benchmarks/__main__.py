"""python -m benchmarks [--events N ...] [--folder PATH] [--steps NAME ...]: every claim, and a table of them.

With a folder, the simulated shop, its lake and the figures stay there: run again with the same sizes and fewer steps,
only those are measured again and the other figures are those of before. Without one nothing is left behind.
"""

import argparse
import tempfile
from itertools import pairwise
from pathlib import Path

from benchmarks.claims import Claim, claim_growth, report
from benchmarks.closed_loop import measure_closed_loop
from benchmarks.ingest import measure_ingest
from benchmarks.neighbors import measure_neighbors
from benchmarks.plan import measure_plan
from benchmarks.planted import measure_planted
from benchmarks.recommendations import measure_recommendations
from benchmarks.rules import measure_rules
from benchmarks.scale import STEPS, Bench
from benchmarks.shelf import measure_shelf
from benchmarks.simulator import measure_simulator
from benchmarks.spark import print_spark
from benchmarks.value import measure_value

# Steps that need no simulated warehouse. The last of these, and the last of the others, take hours, or need what is
# not installed, and are taken only where they are named.
ALONE = ("ingest", "rules", "shelf", "value", "neighbors", "recommendations", "plan", "planted", "closed_loop")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the claims of benchmarks/README.md.")
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000], help="sizes of the shop, in events")
    parser.add_argument("--folder", type=Path, help="where everything lies and stays (default: nowhere)")
    parser.add_argument("--steps", nargs="+", choices=[*ALONE, *STEPS], default=[*ALONE[:-1], *STEPS[:-1]])
    parser.add_argument("--users", type=int, default=13_000, help="users of the shop by which ingest is measured")
    parser.add_argument("--runs", type=int, default=3, help="runs of ingest, of rules and of both builds, in turns")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        if "ingest" in arguments.steps:
            shop = Path(temporary) / "shop"
            measure_simulator(shop, arguments.users, days=60)
            measure_ingest(shop, Path(temporary), arguments.runs)
        if "rules" in arguments.steps:
            measure_rules(Path(temporary), arguments.runs)
        if "shelf" in arguments.steps:
            measure_shelf()
        if "plan" in arguments.steps:
            measure_plan()
        if "value" in arguments.steps:
            measure_value(users=1_000_000)
        if "neighbors" in arguments.steps:
            measure_neighbors(Path(temporary))
        if "planted" in arguments.steps:
            measure_planted(Path(temporary))
        if "recommendations" in arguments.steps:
            measure_recommendations(Path(temporary))
        if "closed_loop" in arguments.steps:
            measure_closed_loop(Path(temporary) / "loop")
        if set(arguments.steps) <= {*ALONE}:
            return
        folder = arguments.folder.absolute() if arguments.folder else Path(temporary)
        benches = [Bench(folder, events, arguments.runs) for events in sorted(arguments.events)]
        for bench in benches:
            bench.run(arguments.steps)
        if "spark" in arguments.steps:
            print_spark({bench.events: bench.figures["spark"] for bench in benches})
        print_claims([bench for bench in benches if "shop" in bench.figures])


def print_claims(benches: list[Bench]) -> None:
    """Print every size's figures, then all claims in one table."""
    claims: list[tuple[str, Claim]] = []
    for bench in benches:
        claims += [(f"{bench.events:>11,}", claim) for claim in report(bench.figures, bench.manifest)]
    for smaller, larger in pairwise(benches):
        growth = claim_growth((smaller.figures, smaller.manifest), (larger.figures, larger.manifest))
        claims += [(f"{larger.events:>11,}", claim) for claim in growth]
    print(f"\n{'events':>11}  {'claim':<74} {'measured':>9} {'allowed':>12}    by processor")
    for size, claim in claims:
        print(f"{size}  {claim}")


if __name__ == "__main__":
    main()
