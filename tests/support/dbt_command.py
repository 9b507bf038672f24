"""dbt as a person runs it."""

import subprocess
import sys
from pathlib import Path

from shop_home import ROOT, ShopHome

DBT = Path(sys.executable).parent / "dbt"


def run_dbt(home: ShopHome, folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run dbt from its folder, on the default target; build products go elsewhere."""
    return subprocess.run(
        [DBT, *arguments, "--target-path", folder / "target", "--log-path", folder / "logs"],
        cwd=ROOT / "dbt_project",
        env=home.environment,
        capture_output=True,
        text=True,
        timeout=400,
    )
