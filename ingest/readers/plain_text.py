"""SQL that turns a typed value into the one text the lake has for it."""

from duckdb.sqltypes import DuckDBPyType

NESTED = {"struct", "list", "map", "array", "union", "variant"}
FLOATS = {"float", "double"}


def write_number(value: str) -> str:
    """Return SQL for the text of a FLOAT or DOUBLE: no exponent, no '.0'; NaN is null, else 'inf', '-inf'.

    Only beyond 1e38, and below 1e-20, does an exponent stay. DuckDB may evaluate a branch for values that another
    one is for, so no cast here may fail.
    """
    return f"""CASE
        WHEN isnan({value}) THEN NULL
        WHEN abs({value}) < 1e38 AND {value} = trunc({value}) THEN try_cast({value} AS HUGEINT)::VARCHAR
        WHEN abs({value}) >= 1e38 OR abs({value}) < 1e-20 THEN {value}::VARCHAR
        WHEN NOT contains({value}::VARCHAR, 'e') THEN {value}::VARCHAR
        ELSE rtrim(try_cast({value}::VARCHAR AS DECIMAL(38, 37))::VARCHAR, '0')
    END"""


def write_text(value: str, kind: DuckDBPyType) -> str:
    """Return SQL for the text of a column expression of any DuckDB type; an empty text is null.

    Times are ISO, those with a zone in UTC and ending in '+00' (the session's zone must be UTC); decimals
    without zeros at the end; nested values JSON; bytes as text where they are UTF-8.
    """
    if kind.id in FLOATS:
        return write_number(value)
    if kind.id == "decimal":
        text = f"{value}::VARCHAR"
        return f"CASE WHEN contains({text}, '.') THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"
    if kind.id in NESTED:
        return f"to_json({value})::VARCHAR"
    if kind.id == "blob":
        return f"nullif(coalesce(TRY(decode({value})), {value}::VARCHAR), '')"
    return f"nullif({value}::VARCHAR, '')"
