"""Real data made by others, never part of the repository: where they lie, and as what they land."""

import os
import shutil
from pathlib import Path

from shop_home import ROOT

# Source: its landing table, a file below the folder, and the load day on which it lands.
FILES = {
    "online_retail": ("lines", "online_retail/online_retail_2010_2011.parquet", "2011-12-10"),
    "taobao": ("behaviors", "taobao/UserBehavior_users_tail.csv", "2017-12-04"),
    "rees46": ("events", "rees46/2019-Oct_even_users.csv", "2019-10-01"),
}


def find_shared_data() -> Path:
    """The folder of real data, which may be absent."""
    return Path(os.environ.get("CARTOGRAPH_SHARED_DATA", ROOT.parent / "shared" / "data"))


def land(source: str, shared_data: Path, landing: Path) -> None:
    """Copy the file of a source to where it lands."""
    table, file, load_day = FILES[source]
    folder = landing / source / table / load_day
    folder.mkdir(parents=True)
    shutil.copy(shared_data / file, folder)
