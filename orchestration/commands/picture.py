"""python -m orchestration.commands.picture: draw the picture of README, the four groups, from the published file."""

import duckdb

from ml_assets.plots.user_groups import draw_user_groups
from orchestration.commands.errors import run_plainly
from orchestration.settings import ROOT, read_home
from orchestration.warehouse.four_groups import read_groups

PICTURE = ROOT / "docs" / "img" / "user_groups.png"


def main() -> int:
    with duckdb.connect(read_home().published, read_only=True) as published:
        PICTURE.write_bytes(draw_user_groups(read_groups(published)))
    print(f"Drew {PICTURE}")
    return 0


if __name__ == "__main__":
    run_plainly(main)
