"""The tags that have a model, as dbt has to know them while it parses: listed into a macro that git ignores."""

import json

from orchestration.settings import ROOT

TAGS_FOLDER = ROOT / "dbt_project" / "models" / "marts" / "users" / "intermediate" / "tags"
FOUND_TAGS = ROOT / "dbt_project" / "macros" / "tags" / "found_tags.sql"
MACRO = """{{# Written by orchestration/dbt/tags.py from the models of tags. #}}
{{% macro found_tags() %}}
    {{{{ return({found}) }}}}
{{% endmacro %}}
"""


def write_found_tags() -> None:
    """Write the macro `found_tags`, where it differs from the folder."""
    text = MACRO.format(found=json.dumps(find_tags()))
    if not FOUND_TAGS.exists() or FOUND_TAGS.read_text() != text:
        part = FOUND_TAGS.with_suffix(".tmp")
        part.write_text(text)
        part.replace(FOUND_TAGS)


def find_tags() -> list[str]:
    """Return the tags that have a model `tag_<tag>.sql`, in alphabetic order."""
    return sorted(path.stem.removeprefix("tag_") for path in TAGS_FOLDER.glob("tag_*.sql"))


if __name__ == "__main__":
    write_found_tags()
