"""Events in the shape of GA4's export to BigQuery, as `bq extract` writes them: whole numbers are text."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

LOAD_DATE = "2025-05-12"
NOON = 1_747_051_200_000_000  # 2025-05-12 12:00 UTC


def make_event(name: str, visitor: str | None, minute: int, items=(), user: str | None = None, **params: str) -> dict:
    """An event of a visitor's visit, `minute` minutes after noon."""
    listed = [{"key": key, "value": {"string_value": value}} for key, value in params.items()]
    session = {"key": "ga_session_id", "value": {"int_value": "1747051200"}}
    return {
        "event_date": "20250512",
        "event_timestamp": str(NOON + minute * 60_000_000),
        "event_name": name,
        "event_params": [{"key": "page_location", "value": {"string_value": "https://shop.example"}}, session, *listed],
        "user_id": user,
        "user_pseudo_id": visitor,
        "device": {"category": "mobile", "language": "en"},
        "geo": {"country": "Chile", "city": "(not set)"},
        "traffic_source": {"name": "(direct)", "medium": "(none)", "source": "(direct)"},
        "items": [{"item_id": item, "item_name": item.upper(), "price": 2.5, "quantity": "1"} for item in items],
    }


EVENTS = [
    make_event("first_visit", "p.1", 0),
    make_event("session_start", "p.1", 0),
    make_event("page_view", "p.1", 0),
    make_event("view_item", "p.1", 1, ["lamp"]),
    make_event("scroll", "p.1", 2),
    make_event("add_to_wishlist", "p.1", 3, ["lamp"]),
    make_event("add_to_cart", "p.1", 4, ["lamp", "chair"]),
    make_event("remove_from_cart", "p.1", 5, ["chair"]),
    make_event("begin_checkout", "p.1", 6, ["lamp"], user="u1"),
    make_event("purchase", "p.1", 7, ["lamp"], user="u1"),
    make_event("view_search_results", "p.2", 8, search_term="red shoes"),
    make_event("view_item", "p.2", 9, ["(not set)"]),
    # Cookies were refused: nobody to whom it could belong.
    make_event("page_view", None, 10),
]


def write_ga4(landing: Path) -> None:
    """Write the events as JSONL, and the first ten again as Parquet with nested columns, as the next export would."""
    folder = landing / "ga4" / "events" / LOAD_DATE
    folder.mkdir(parents=True)
    (folder / "events_20250512.jsonl").write_text("".join(f"{json.dumps(event)}\n" for event in EVENTS))
    again = [{**event, "event_timestamp": int(event["event_timestamp"])} for event in EVENTS[:10]]
    pq.write_table(pa.Table.from_pylist(again), folder / "events_again.parquet")
