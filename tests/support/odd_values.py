"""Files of values that engines read differently where nobody looks: clocks, numbers, ids and search terms."""

import csv
import itertools
from pathlib import Path

TIMES = (
    *(
        "2025-01-05 10:00:00",
        "2025-01-05",
        "2025-01-05 10:00",
        " 2025-01-05 ",
        "2025-1-5 9:05",
        "2025-01-05T10:00:00.1234567",
    ),
    *(
        "2025-01-05 10:00:00Z",
        "2025-01-05T10:00:00+0100",
        "2025-01-05 10:00 +01",
        "2025-01-05 10:00:00 UTC",
        "2025-01-05 10:00:00gmt",
    ),
    *(
        "2025-01-05 10:00:00+14:00",
        "2025-01-05 10:00:00+14:30",
        "2025-01-05 10:00:00-03:30",
        "2025-01-05 10:00:00 Europe/Berlin",
    ),
    # An hour that the clock of Berlin shows twice, and one that it leaves out.
    *(
        "2024-10-27 02:30:00",
        "2024-10-27 03:00:00",
        "2024-10-27 01:59:59",
        "2024-03-31 02:30:00",
        "2024-03-31 03:00:00",
    ),
    *(
        "1999-10-31 02:00:00",
        "1960-07-01 12:00:00",
        "1916-05-01 00:30:00",
        "1899-12-31 23:00:00",
        "1900-01-01 00:00:00",
    ),
    *("2025-01-05 24:00:00", "2025-01-05 23:59:60", "2025-02-30 10:00:00", "2025-13-01", "2025", "2025-01", "20250105"),
    *(
        "infinity",
        "-infinity",
        "epoch",
        "now",
        "today",
        "2025-01-05\t10:00:00",
        "2025-01-05 10:00:00\n",
        "05.01.2025",
        "1736071200",
    ),
)
NUMBERS = (
    *(
        "12.5",
        "1_000",
        "1e3",
        "1E-2",
        "NaN",
        "inf",
        "-inf",
        "0x10",
        "+5",
        "5.",
        ".5",
        "-.5",
        "1,000",
        "1.234,5",
        " 7 ",
        "--1",
        "",
    ),
    *(
        "0.00005",
        "0.00015",
        "1.00004999",
        "12345678901.5",
        "10000000000",
        "1e400",
        "12345678901234567890123",
        "٣",
        "1 000",
        "$5",
    ),
)
IDS = (
    *(
        "u1",
        "17850.0",
        "17850",
        "a\tb",
        "a\nb",
        "a\x1fb",
        "a\x7fb",
        "5.01234E+12",
        "5,01E12",
        "1E5",
        "nan",
        "\\N",
        "null",
        "None",
    ),
    *(
        "é",
        "e\u0301",
        "İ",
        "ß",
        "'5",
        "a'b",
        'a"b',
        "a\\b",
        "$1",
        "😀",
        "\u00a0x\u00a0",
        "x" * 300,
        "-",
        "n/a",
        "0",
        "cntrl",
        "1.0.0",
    ),
)
TERMS = (
    *(
        "Crème brûlée",
        "ŁÓDŹ",
        "ÅNGSTRÖM",
        "straße",
        "İstanbul",
        "ﬁne",
        "Ελλάδα",
        "Ёлка",
        "naïve  café",
        "a\tb\nc",
        "x\u00a0y",
        "日本",
    ),
    *("đồng", "ç̌", "½", "O'Neil", 'say "hi"', "back\\slash", "100%", "$1 \\1", " ", ""),
)


def write_odd_values(landing: Path, load_day: str) -> None:
    """Write a file each of orders, order lines and events beside those of a load day of the shop."""
    count = max(len(TIMES), len(NUMBERS), len(IDS), len(TERMS))
    odd = list(itertools.islice(zip(*map(itertools.cycle, (TIMES, NUMBERS, IDS, TERMS)), strict=False), 2 * count))
    orders = [
        {
            "order_id": f"odd-{n}",
            "user_id": id_,
            "ordered_at": time,
            "discount_amount": number,
            "updated_at": time,
            "status": term,
        }
        for n, (time, number, id_, term) in enumerate(odd)
    ]
    lines = [
        {"order_id": f"odd-{n}", "item_id": id_, "item_name": term, "quantity": number, "unit_price": NUMBERS[n % 7]}
        for n, (_, number, id_, term) in enumerate(odd)
    ]
    events = [
        {
            "event_id": f"odd-{n}",
            "user_id": id_,
            "event_type": "search",
            "query": term,
            "price": number,
            "event_at": time,
        }
        for n, (time, number, id_, term) in enumerate(odd)
    ]
    for table, rows in (("orders", orders), ("order_lines", lines), ("events", events)):
        folder = landing / "shop" / table / load_day
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "odd_values.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
