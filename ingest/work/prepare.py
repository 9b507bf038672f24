"""The empty ground a new lake starts from."""

from ingest.books.file_entry import FILES_SCHEMA
from ingest.books.manifest import LOADS_SCHEMA, read_entries, write_entries
from ingest.books.own_file import read_own_file, replace_own_file
from ingest.books.plan_decisions import PLAN_DECISIONS
from ingest.contract import TABLES
from ingest.home import Home
from ingest.lake.paths import EMPTY_DATE, EMPTY_NAME, lake_schema, load_folder
from ingest.lake.sealed import FACTS
from ingest.landing import Load


def prepare_lake(home: Home) -> list[str]:
    """Make the lake readable: a zero-row file for each table, sealed fact and the decisions of plans, and the two
    manifests.

    What is already right stays as it is. Returns a sentence for each manifest that was there and could not be
    used. Raises LakeError when the lake cannot be written.
    """
    folders = {load_folder(home, Load(table.source, table.name, EMPTY_DATE)): lake_schema(table) for table in TABLES}
    folders |= {home.lake / "sealed" / fact.name / f"loaded_on={EMPTY_DATE}": fact.shape for fact in FACTS}
    for folder, schema in folders.items():
        path = folder / EMPTY_NAME
        if read_own_file(path, schema) is None:
            replace_own_file(path, schema.empty_table())
    if not home.plan_decisions.exists():  # Each run writes it anew.
        replace_own_file(home.plan_decisions, PLAN_DECISIONS.empty_table())
    sentences = []
    for path, schema, remedy in (
        (home.files, FILES_SCHEMA, "every landing file is loaded again"),
        (home.loads, LOADS_SCHEMA, "it is rebuilt from files.parquet"),
    ):
        if read_own_file(path, schema) is None:
            if path.exists():
                sentences.append(f"{path} is damaged, or of another version of Cartograph: {remedy}.")
            write_entries(home, read_entries(home), loads_first=True)
    return sentences
