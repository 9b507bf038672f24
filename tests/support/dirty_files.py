"""Files of a load day in which almost any value may be dirty: what engines are likely to read each in its own way."""

import csv
from pathlib import Path
from random import Random

# Nothing, blanks of several widths, control characters, letters whose small ones differ, words that stand for nothing.
TEXTS = [
    *("", "", " ", "\u00a0", "web", "Web ", "\tweb", "w\x07eb", "web\x1f", "we\nb", "\u200bweb", "W\u00c9B"),
    *(
        "stra\u00dfe",
        "\u0130zmir",
        "\u039f\u0394\u039f\u03a3",
        "null",
        "NULL",
        "n/a",
        "a'b",
        'a"b',
        "a\\b",
        "\U0001f9fa",
    ),
]
IDS = ["", " ", "u7", "u7 ", "U7", "u\x07" + "7", "null", "0", "007", "7.0", "5.01234E+12", "\u0667", "u7'", "u-\u00e9"]
# In Berlin: the hour of 2024-03-31 that no clock shows, that of 2024-10-27 which it shows twice, and the edges of both.
CLOCKS = [
    *("2024-03-31 01:59:59", "2024-03-31 02:30:00", "2024-03-31 03:00:00", "2024-03-31T02:30:00+01:00"),
    *("2024-10-27 01:59:59", "2024-10-27 02:00:00", "2024-10-27 02:30:00", "2024-10-27 03:00:00"),
    *("2024-10-27 02:30:00+02:00", "2024-10-27 02:30:00 +0100", "2024-10-27T00:30:00Z", "2024-10-27 01:30:00 Z"),
]
TIMES = [
    *CLOCKS,
    *("2025-01-05", "2025-01-05 ", " 2025-01-05 10:00:00", "2025-01-05 10:00", "2025-01-05T10:00:00.123456"),
    *("2025-01-05 24:00:00", "2025-01-05 23:59:60", "2025-02-29 10:00:00", "2025-01-05 10:00:00-04:00", "20250105"),
    *("2025-01-05 10:00:00 -0400", "2025-01-05 10:00:00.9999999", "05.01.2025 10:00", "1736071200", "0001-01-01", ""),
]
NUMBERS = [
    *("1", "2", " 3 ", "1_000", "1,000", "1e2", "1.0", "2.50", ".5", "5.", "-0", "+4", "0x1F", "\u0663", "\uff13"),
    *("nan", "inf", "1.0000499", "1.00005", "99999999999999", "1 000", "12\u00a0", "--1", "", "\u22121"),
]
COLUMNS = {
    "events": {
        **{"event_id": IDS, "user_id": IDS, "anonymous_id": IDS, "event_type": ["view", " View", "cart", "search", ""]},
        **{"item_id": IDS, "query": TEXTS, "session_key": TEXTS, "channel": TEXTS, "device": TEXTS, "region": TEXTS},
        **{"price": NUMBERS, "event_at": TIMES},
    },
    "orders": {
        **{"order_id": IDS, "user_id": IDS, "ordered_at": TIMES, "status": ["paid", "Paid ", "CANCELLED", "", "?"]},
        **{"channel": TEXTS, "region": TEXTS, "coupon_code": TEXTS, "discount_amount": NUMBERS, "tax_amount": NUMBERS},
        **{"refund_amount": NUMBERS, "currency": ["", "EUR", "eur ", "Eur"], "updated_at": TIMES},
    },
    "order_lines": {
        **{"order_id": IDS, "line_number": NUMBERS, "item_id": IDS, "item_name": TEXTS, "quantity": NUMBERS},
        **{"unit_price": NUMBERS, "discount_amount": NUMBERS, "returned_at": TIMES},
    },
    "users": {
        **{"user_id": IDS, "registered_at": TIMES, "birth_year": ["1970", "1_970", "70", "MCM", ""], "gender": TEXTS},
        **{"city": TEXTS, "occupation": TEXTS, "consent_email": ["1.0", "0.0", "TRUE", "yes", "j\u00e1", ""]},
    },
    "items": {"item_id": IDS, "name": TEXTS, "category_id": IDS, "list_price": NUMBERS, "unit_cost": NUMBERS},
    "reviews": {
        **{"review_id": IDS, "user_id": IDS, "item_id": IDS, "rating": NUMBERS, "body": TEXTS},
        "written_at": TIMES,
    },
}


def write_dirty_files(landing: Path, load_day: str, rows: int, seed: int = 0) -> None:
    """Write a file of so many rows for each table: one of seven values is any of the column's, the others are sound."""
    rng = Random(seed)
    for table, columns in COLUMNS.items():
        folder = landing / "shop" / table / load_day
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "dirty.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for number in range(rows):
                sound = {name: find_sound(name, number) for name in columns}
                writer.writerow(
                    rng.choice(values) if rng.random() < 1 / 7 else sound[name] for name, values in columns.items()
                )


def find_sound(column: str, number: int) -> str:
    """A value that no reader refuses: an order or event of its own, a user or item that others have too."""
    if column in {"order_id", "event_id", "review_id"}:
        return f"dirty-{column[0]}{number}"
    if column in {"user_id", "item_id", "anonymous_id", "category_id"}:
        return f"dirty-{column[0]}{number % 20}"
    if column.endswith("_at"):
        return f"2025-01-0{1 + number % 9} 1{number % 10}:00:00"
    known = {"event_type": "view", "currency": "", "rating": "4", "birth_year": "1980", "quantity": "1"}
    return known.get(column, "9.90" if column.endswith(("price", "amount", "cost")) else "")
