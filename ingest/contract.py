"""The landing tables of every source Cartograph knows, and the columns each may bring: read from the sources' YAML."""

import codecs
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from ingest.errors import SourceError

# Raise it when a reader changes what it writes: every load day is then read again.
READER_VERSION = 3
SOURCES_FOLDER = Path(__file__).parents[1] / "dbt_project" / "models" / "sources"
# The ids by which a person's rows are found, as the YAML's `personal` calls them.
PERSON_IDS = ("user", "visitor", "order")
PERSONAL_WORDS = (*PERSON_IDS, "referrer", "account_key", "profile", "hash", "drop")
# What a column can be that the YAML calls `personal: hash`; by all but ids, accounts are found to be one person's.
ACCOUNT_KEYS = ("email", "phone")
HASHED_TYPES = (*ACCOUNT_KEYS, "id")
# The words that a YAML may say of a source or table, and of a column; docs/bring_your_own_shop.md explains them.
TABLE_WORDS = {"fills", "kind", "key", "one_of", "rows", "has_header", "delimiter", "encoding"}
TABLE_WORDS |= {"time_zone", "time_format", "decimal_comma"}
COLUMN_WORDS = {"fields", "type", "required", "past", "sign", "zero", "most", "personal", "headers"}


@dataclass(frozen=True)
class KeptRows:
    """The rows that are read of a landing table that holds many no shop needs: those with these values in this column,
    in any case, and those without a value."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class LandingTable:
    """One table a source may deliver.

    columns: the declared columns, in the order they have in the lake. required: those a file must hold.
    one_of: columns of which a file must hold at least one. fills: the tables of the contract that are made of it.
    headers: other spellings of columns in files, each with its column. A file without header holds exactly
    `file_columns`, where columns are dropped, or else `columns`. delimiter, encoding: of its text files.

    hashed: columns that the lake holds as keyed hashes, each with what it is (see ingest/lake/personal.py). nested:
    columns of JSON of which the named fields alone enter the lake, each `text` or what it is hashed as. dropped:
    columns that files may have and the lake never has.

    kept_rows: the rows that enter the lake, where not all do.

    By these, '' where there is none, a person's rows are found when they are erased. user_column: whose the row
    is. visitor_column: the visitor as seen. order_column: the order it belongs to. referrer_columns: other users
    it names. account_key_columns: keyed hashes of e-mail addresses and phone numbers, by which accounts are one
    person's; `nested` may hold more of them.
    """

    source: str
    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    has_header: bool = True
    delimiter: str = ","
    encoding: str = "utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    hashed: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    nested: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    file_columns: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    user_column: str = ""
    visitor_column: str = ""
    order_column: str = ""
    referrer_columns: tuple[str, ...] = ()
    account_key_columns: tuple[str, ...] = ()
    kept_rows: KeptRows | None = None

    @property
    def layout(self) -> str:
        """A short hash of everything that decides what a lake file of this table looks like."""
        fields = (self.columns, self.required, self.one_of, self.has_header, self.delimiter, self.encoding)
        text = repr((READER_VERSION, *fields, self.headers, self.hashed, self.dropped, self.nested, self.file_columns))
        text += repr(self.kept_rows) if self.kept_rows else ""
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def is_personal(self) -> bool:
        """Whether its files hold what may not stand anywhere else in clear."""
        return bool(self.hashed or self.dropped or self.nested)

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Every name that a column of its files may have, in small letters, with the column; dropped ones too."""
        names = [*((name, name) for name in (*self.columns, *self.dropped)), *self.headers]
        return {name.casefold(): column for name, column in names}

    @property
    def nested_account_keys(self) -> tuple[tuple[str, dict[str, str]], ...]:
        """The columns of `nested` that hold account keys, each with all its fields."""
        nested = ((column, dict(fields)) for column, fields in self.nested)
        return tuple((column, fields) for column, fields in nested if set(fields.values()).intersection(ACCOUNT_KEYS))

    def find_column(self, name: str) -> str | None:
        """Return the column that a file calls `name`, in whatever case and with blanks around it; None for none."""
        return self.spellings.get(name.strip().casefold())

    def find_missing(self, names: set[str]) -> tuple[str, ...]:
        """Return the required columns that are not among `names`; of an unmet one_of, all its columns."""
        missing = tuple(column for column in self.required if column not in names)
        if self.one_of and not names.intersection(self.one_of):
            missing += self.one_of
        return missing


@dataclass(frozen=True)
class Source:
    """A kind of shop export: a folder under landing/, with its tables by name."""

    name: str
    tables: dict[str, LandingTable]


def read_source(path: Path) -> Source:
    """Return the source that a dbt source YAML declares as `lake_<name>`. SourceError where it is no such YAML."""
    try:
        [declared] = yaml.safe_load(path.read_text())["sources"]
        name = declared["name"].removeprefix("lake_")
        if (declared["name"], declared.get("schema"), name) != (f"lake_{name}", name, path.parent.name):
            raise ValueError(
                f"a source in this folder has the name lake_{path.parent.name}, the schema {path.parent.name}"
            )
        tables = [read_table(name, table, read_meta(declared)) for table in declared["tables"]]
    except (yaml.YAMLError, OSError, TypeError, AttributeError, ValueError, LookupError) as error:
        words = f"it has no {error.args[0]}" if type(error) is KeyError else " ".join(str(error).split()).strip(".'")
        raise SourceError(f"{path} does not read as a source: {words}.") from error
    return Source(name, {table.name: table for table in tables})


def read_table(source: str, declared: dict[str, Any], of_source: dict[str, Any]) -> LandingTable:
    """Return a table as its YAML declares it. of_source: what the source says for all its tables."""
    of_table = of_source | read_meta(declared)
    check_words(declared["name"], of_table, TABLE_WORDS)
    if "time_zone" in of_table:
        ZoneInfo(of_table["time_zone"])
    one_of = tuple(of_table.get("one_of", ()))
    columns = {column["name"]: read_meta(column) for column in declared["columns"]}
    personal = {name: as_tuple(meta.get("personal", ())) for name, meta in columns.items()}
    for name, meta in columns.items():
        check_words(name, meta, COLUMN_WORDS)
        check_words(f"`personal` of {name}", personal[name], PERSONAL_WORDS)
    persons = {word: name for name, words in personal.items() for word in words if word in PERSON_IDS}
    dropped = tuple(name for name, words in personal.items() if "drop" in words)
    kinds = {name: columns[name].get("type") for name, words in personal.items() if "hash" in words}
    if unknown := [name for name, kind in kinds.items() if kind not in HASHED_TYPES]:
        raise ValueError(f"{unknown[0]} is hashed, so it needs a type: one of {', '.join(HASHED_TYPES)}")
    headers = tuple((text, name) for name, meta in columns.items() for text in as_tuple(meta.get("headers", ())))
    nested = {name: meta["fields"] for name, meta in columns.items() if "fields" in meta}
    if unknown := [name for name, fields in nested.items() if set(fields.values()) - {"text", *HASHED_TYPES}]:
        raise ValueError(f"each of the fields of {unknown[0]} is one of text, {', '.join(HASHED_TYPES)}")
    if quoted := [text for text, _ in headers if set(text) & set('"\\')]:
        raise ValueError(f"the header {quoted[0]} holds a quote or backslash, which no column name may")
    rows = of_table.get("rows")
    return LandingTable(
        source,
        declared["name"],
        tuple(name for name in columns if name not in dropped),
        tuple(name for name, meta in columns.items() if meta.get("required") and name not in one_of),
        one_of,
        has_header=of_table.get("has_header", True),
        delimiter=of_table.get("delimiter", ","),
        encoding=codecs.lookup(of_table.get("encoding", "utf-8")).name,
        headers=headers,
        hashed=tuple(kinds.items()),
        nested=tuple((name, tuple(fields.items())) for name, fields in nested.items()),
        dropped=dropped,
        file_columns=tuple(columns) if dropped else (),
        fills=tuple(of_table.get("fills", [declared["name"]])),
        referrer_columns=tuple(name for name, words in personal.items() if "referrer" in words),
        account_key_columns=tuple(
            name for name, words in personal.items() if "account_key" in words or kinds.get(name) in ACCOUNT_KEYS
        ),
        kept_rows=KeptRows(rows["column"], tuple(rows["values"])) if rows else None,
        **{f"{person}_column": name for person, name in persons.items()},
    )


def check_words(of: str, words: Iterable[str], known: Iterable[str]) -> None:
    """Raise ValueError where one of the words is not known: passed over, a slip would change what is read."""
    if unknown := sorted(set(words) - set(known)):
        raise ValueError(f"{of} says {unknown[0]!r}, which is none of {', '.join(sorted(known))}")


def as_tuple(words: str | list[str] | tuple[()]) -> tuple[str, ...]:
    """Return one word or a list of words as a tuple."""
    return (words,) if isinstance(words, str) else tuple(words)


def read_meta(declared: dict[str, Any]) -> dict[str, Any]:
    """Return what a table or column of a dbt YAML says in words of ours."""
    return declared.get("config", {}).get("meta", {})


# A folder's other YAML files are dbt's alone.
SOURCES: dict[str, Source] = {
    path.stem: read_source(path) for path in sorted(SOURCES_FOLDER.glob("*/*.yml")) if path.stem == path.parent.name
}
TABLES: tuple[LandingTable, ...] = tuple(table for source in SOURCES.values() for table in source.tables.values())
