"""How the landing files of groups of users may come over several runs and be, in the end, those of one delivery."""

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from user_groups import find_group

# What lies in landing at a run: the content of each file by its path below landing.
State = dict[Path, bytes]

# What may become of a file before the last run.
FATES = ["whole"] * 4 + ["part", "wrong", "withdrawn", "twice"]


def plan_runs(landing: Path, seed: str) -> Iterator[State]:
    """Yield what lies in landing at each of two to four runs; at the last, what lies in the one given.

    Load days come in another order, some late for everybody, each late for some groups. Of what has come, a file may
    lack rows, hold those of another file, be withdrawn again, or lie in another load day too, until the last run.
    """
    rng = random.Random(seed)
    final = {path.relative_to(landing): path.read_bytes() for path in sorted(landing.rglob("*")) if path.is_file()}
    others = defaultdict(list)
    for path in final:
        if find_group(path) is not None:
            others[table_of(path)].append(path)
    last = rng.randint(1, 3)
    first_run = {day: rng.choice([0, 0, rng.randint(0, last)]) for day in sorted({path.parts[2] for path in final})}
    first_run_of_group = defaultdict(lambda: rng.randint(0, last))
    for run in range(last):
        state = {}
        for path, content in final.items():
            group, day = find_group(path), path.parts[2]
            if group is None and first_run[day] <= run:
                state[path] = content
            elif group is not None and max(first_run[day], first_run_of_group[group, day]) <= run:
                state |= meet_fate(rng, path, final, others[table_of(path)])
        yield state
    yield final


def table_of(path: Path) -> str:
    return path.parts[1]


def meet_fate(rng: random.Random, path: Path, final: State, others: list[Path]) -> State:
    """Return the files that lie in landing, before the last run, for one of a group's. others: those of its table."""
    content, other = final[path], rng.choice(others)
    match rng.choice(FATES):
        case "part":
            return {path: take_part(rng, content)}
        case "wrong":
            return {path: final[other]}
        case "withdrawn":
            return {}
        case "twice":
            return {path: content, other.with_name(f"again_{path.name}"): content}
        case _:
            return {path: content}


def take_part(rng: random.Random, content: bytes) -> bytes:
    """Return a CSV file of some of a file's rows, in another order."""
    header, *rows = content.splitlines(keepends=True)
    return b"".join([header, *rng.sample(rows, rng.randint(0, len(rows)))])


def lay_out(landing: Path, state: State) -> None:
    """Let landing hold the files of a state and no others; one that is already as it should be is not written."""
    for path in [path for path in landing.rglob("*") if path.is_file()]:
        if path.relative_to(landing) not in state:
            path.unlink()
    for path, content in state.items():
        file = landing / path
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
