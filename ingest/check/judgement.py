"""The SQL that judges the rows of one landing table, column by column, made of the macros that judge them in a run."""

from datetime import date

from ingest.check.columns import Declared
from ingest.check.macros import load_macros
from ingest.contract import LandingTable

# Enough to find three that differ.
EXAMPLES = 30
EXAMPLE_CHARACTERS = 40
# Of these the words that occur are listed.
WORD_COLUMNS = ("status",)


def lists_words(meta: dict) -> bool:
    """Return whether a column holds words worth a list: a currency or a status."""
    return meta["type"] == "currency" or meta["name"] in WORD_COLUMNS


def write_judgement(table: LandingTable, declared: Declared, load_date: date, zone: str) -> str:
    """Return SQL over `batches`, rows as the readers yield them with their number `_row`, that gives one row.

    rows, refused: how many. checksum: equal for equal rows in any order. line_faults, line_examples: of lines that
    cannot be read. row_faults, row_examples: of rows whose columns do not go together. For each typed column c:
    c__values, how many are not empty; c__faults and c__examples, those that a run refuses; of a time or date c__first
    and c__last; of a column of words c__words.
    """
    columns = list(declared.typed.values())
    landed = [write_landed(table, meta, declared.time_formats, zone) for meta in columns]
    typed = [write_typed(table, meta) for meta in columns]
    told = [write_told(meta) for meta in columns]
    judged = [write_fault(meta) for meta in columns]
    faults = ", ".join(["_fault", *(f"{meta['name']}__fault" for meta in columns)])
    measures = [measure for meta in columns for measure in write_measures(meta, meta["name"] in declared.personal)]
    all_columns = ", ".join(f'"{column}"' for column in table.columns)
    return f"""
        WITH landed AS (
            SELECT {"".join(f"{each}, " for each in landed)}
                _row, _fault, left(_raw, {EXAMPLE_CHARACTERS}) AS _raw,
                hash({all_columns}) AS row_hash, DATE '{load_date}' AS load_date
            FROM batches
        ),
        typed AS (SELECT {"".join(f"{each}, " for each in typed)} _row, _fault, _raw, row_hash, load_date FROM landed),
        told AS (SELECT *{"".join(f", {each}" for each in told)} FROM typed),
        judged AS (SELECT *{"".join(f", {each}" for each in judged)} FROM told),
        whole AS (
            SELECT
                *,
                CASE WHEN coalesce({faults}, NULL) IS NULL THEN {write_row_fault(table, declared)} END AS row_fault
            FROM judged
        )
        SELECT
            count(*) AS rows,
            count(*) FILTER (WHERE coalesce({faults}, row_fault) IS NOT NULL) AS refused,
            sum(row_hash) AS checksum,
            histogram(_fault) AS line_faults,
            arg_min({{'row': _row, 'reason': _fault, 'text': _raw}}, _row, {EXAMPLES})
                FILTER (WHERE _fault IS NOT NULL) AS line_examples,
            histogram(row_fault) AS row_faults,
            arg_min({{'row': _row, 'reason': row_fault, 'text': NULL::VARCHAR}}, _row, {EXAMPLES})
                FILTER (WHERE row_fault IS NOT NULL) AS row_examples
            {"".join(f", {measure}" for measure in measures)}
        FROM whole"""  # noqa: S608


def write_landed(table: LandingTable, meta: dict, time_formats: list[str], zone: str) -> str:
    """Return SQL for a column as a run's mapping hands it to validation."""
    macros, name = load_macros(), meta["name"]
    if meta["type"] == "time":
        local = macros["parse_local"](f'"{name}"', zone, time_formats)
        return f"""cast("{name}" AS varchar) AS {name}_text, {local} AS {name}"""
    if meta["type"] == "id":
        return f"""{macros["clean_id"](f'"{name}"')} AS {name}"""
    text = f"""nullif(trim("{name}"), '')"""
    if meta["type"] in ("money", "rate", "whole", "rating"):
        text = macros["plain_number"](table.source, table.name, text)
    elif meta["type"] == "date" and time_formats:
        local = macros["parse_local"](f'"{name}"', zone, time_formats)
        text = f"coalesce(cast(cast({local} AS date) AS varchar), {text})"
    return f"{text} AS {name}"


def write_typed(table: LandingTable, meta: dict) -> str:
    """Return SQL for a column as validation types it."""
    macros, name, kind = load_macros(), meta["name"], meta["type"]
    if kind == "time":
        landed, value = macros["landed_time_text"](meta), macros["reported_time"](meta, name)
        return f"{landed} AS {name}_landed, {value} AS {name}, {value} AS {name}_local"
    if kind == "id":
        value = macros["real_id"](name, macros["missing_words"](name))
        if (table.name, name) == ("order_lines", "item_id"):
            value = macros["item_or_its_name"](value)
    elif kind == "currency":
        value = f"upper({macros['real_id'](name, macros['missing_words'](name))})"
    elif kind == "label":
        value = macros["real_id"](name, macros["missing_label_words"]())
    elif macros["typed_as"](meta) == "string":
        value = f"lower({name})" if kind == "event_type" else name
    else:
        value = macros["typed_value"](meta)
    return f"{name} AS {name}_landed, {value} AS {name}"


def write_told(meta: dict) -> str:
    """Return SQL for a column's text where it says anything, as validation tells it."""
    macros, name = load_macros(), meta["name"]
    text = f"{name}_landed" if macros["typed_as"](meta) == "string" else macros["reported_text"](meta)
    return f"{text} AS {name}_text"


def write_fault(meta: dict) -> str:
    """Return SQL for the reason for which a run refuses a row by this column; null where there is none."""
    faults = load_macros()["faults"](meta)
    cases = "".join(f" WHEN {fault['condition']} THEN '{fault['reason']}'" for fault in faults)
    return f"CASE WHEN _fault IS NULL THEN CASE{cases or ' WHEN false THEN NULL'} END END AS {meta['name']}__fault"


def write_row_fault(table: LandingTable, declared: Declared) -> str:
    """Return SQL for the reason for which a run refuses a row whose columns are sound one by one; null for none."""
    cases = ""
    if table.one_of and declared.typed.keys() >= set(table.one_of):
        cases += f" WHEN coalesce({', '.join(table.one_of)}) IS NULL THEN 'missing_{table.one_of[0]}'"
    if declared.typed.keys() >= {"quantity", "unit_price"}:
        amount = "abs(cast(quantity AS double) * cast(unit_price AS double))"
        cases += f" WHEN {amount} > 10000000000 THEN 'impossible_line_amount'"
    return f"CASE{cases} END" if cases else "NULL::VARCHAR"


def write_measures(meta: dict, is_personal: bool) -> list[str]:
    """Return SQL for what is counted of one column."""
    name = meta["name"]
    text = "NULL::VARCHAR" if is_personal else f"left({name}_text, {EXAMPLE_CHARACTERS})"
    example = f"{{'row': _row, 'reason': {name}__fault, 'text': {text}}}"
    measures = [
        f"count({name}_text) FILTER (WHERE _fault IS NULL) AS {name}__values",
        f"histogram({name}__fault) AS {name}__faults",
        f"arg_min({example}, _row, {EXAMPLES}) FILTER (WHERE {name}__fault IS NOT NULL) AS {name}__examples",
    ]
    if meta["type"] in ("time", "date"):
        # A time that is refused, such as one in the future, is no end of the range.
        measures += [
            f"{end}({name}) FILTER (WHERE {name}__fault IS NULL)::DATE AS {name}__{label}"
            for end, label in (("min", "first"), ("max", "last"))
        ]
    if lists_words(meta) and not is_personal:
        measures.append(f"histogram({name}) AS {name}__words")
    return measures
