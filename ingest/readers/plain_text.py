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


def write_json_value(text: str, kind: str) -> str:
    """Return SQL for the text of a JSON value. text, kind: SQL for the value as text and for its json_type.

    Text stays as it stands, also where it looks like a number; a JSON number loses exponent and '.0', as a
    Parquet float does; empty text and NaN are null.
    """
    # The type is looked up only where the text could be a float in need of rewriting: it costs another parse.
    # ':' comes right after '9': what sorts before it may begin with a digit or a sign.
    is_suspect = (
        f"({text} < ':' AND (suffix({text}, '.0') OR contains({text}, 'e') OR contains({text}, 'E')"
        f" OR {text} = '-Infinity') OR {text} = 'Infinity' OR {text} = 'NaN')"
    )
    number = f"coalesce({write_number(f'try_cast({text} AS DOUBLE)')}, nullif({text}, 'NaN'))"
    return f"CASE WHEN {is_suspect} AND {kind} = 'DOUBLE' THEN {number} ELSE nullif({text}, '') END"
