"""python -m orchestration.commands.picture: draw the picture of README, the four groups, from the published file."""

import duckdb
import pyarrow as pa

from ml_assets.plots.user_groups import draw_user_groups
from orchestration.commands.errors import run_plainly
from orchestration.commands.report import read_groups
from orchestration.settings import ROOT, read_home

PICTURE = ROOT / "docs" / "img" / "user_groups.png"


def main() -> int:
    with duckdb.connect(read_home().published, read_only=True) as published:
        names = ("user_group", "user_count", "user_share", "revenue_share")
        rows = [dict(zip(names, row, strict=True)) for row in read_groups(published)]
    shape = pa.schema([(names[0], pa.string()), (names[1], pa.int64()), *((name, pa.float64()) for name in names[2:])])
    PICTURE.write_bytes(draw_user_groups(pa.Table.from_pylist(rows, shape)))
    print(f"Drew {PICTURE}")
    return 0


if __name__ == "__main__":
    run_plainly(main)
