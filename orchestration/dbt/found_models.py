"""The models that are found by their names, as dbt has to know them while it parses: a macro that git ignores."""

import json
from pathlib import Path

from orchestration.settings import ROOT

MARTS = ROOT / "dbt_project" / "models" / "marts"
# Kind -> the folder of its models, which are named <kind>_<name>.
FOLDERS = {
    "tag": MARTS / "users" / "intermediate" / "tags",
    "trigger": MARTS / "marketing" / "intermediate" / "triggers",
}
FOUND_MODELS = ROOT / "dbt_project" / "macros" / "found" / "found_models.sql"
MACRO = """{{# Written by orchestration/dbt/found_models.py from the folders of tags and triggers. #}}
{{% macro found_models() %}}
    {{{{ return({found}) }}}}
{{% endmacro %}}
"""


def write_found_models() -> None:
    """Write the macro `found_models`, where it differs from the folders."""
    text = MACRO.format(found=json.dumps({kind: find_models(kind) for kind in FOLDERS}))
    if not FOUND_MODELS.exists() or FOUND_MODELS.read_text() != text:
        part: Path = FOUND_MODELS.with_suffix(".tmp")
        part.write_text(text)
        part.replace(FOUND_MODELS)


def find_models(kind: str) -> list[str]:
    """Return the names of a kind that have a model `<kind>_<name>.sql`, in alphabetic order."""
    return sorted(path.stem.removeprefix(f"{kind}_") for path in FOLDERS[kind].glob(f"{kind}_*.sql"))


if __name__ == "__main__":
    write_found_models()
