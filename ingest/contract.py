"""The landing tables of every source Cartograph knows, and the columns each may bring."""

import hashlib
from dataclasses import dataclass

# Raise it when a reader changes what it writes: every load day is then read again.
READER_VERSION = 3


@dataclass(frozen=True)
class LandingTable:
    """One table a source may deliver.

    columns: the declared columns, in the order they have in the lake. required: those a file must hold.
    one_of: columns of which a file must hold at least one. A file without header holds exactly `columns`.

    By these, '' where there is none, a person's rows are found when they are erased. user_column: whose the row
    is. visitor_column: the visitor as seen. order_column: the order it belongs to. referrer_column: another user
    it names.
    """

    source: str
    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    has_header: bool = True
    delimiter: str = ","
    user_column: str = ""
    visitor_column: str = ""
    order_column: str = ""
    referrer_column: str = ""

    @property
    def layout(self) -> str:
        """A short hash of everything that decides what a lake file of this table looks like."""
        text = repr((READER_VERSION, self.columns, self.required, self.one_of, self.has_header, self.delimiter))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

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


def declare_table(
    source: str, name: str, columns: str, required: str, *, one_of: str = "", has_header: bool = True, **persons: str
) -> LandingTable:
    """Return a LandingTable from space-separated column names; persons: its user_column and the like."""
    return LandingTable(
        source,
        name,
        tuple(columns.split()),
        tuple(required.split()),
        tuple(one_of.split()),
        has_header,
        **persons,
    )


def declare_source(*tables: LandingTable) -> Source:
    """Return the Source that holds `tables`, all of one source."""
    return Source(tables[0].source, {table.name: table for table in tables})


SHOP = declare_source(
    declare_table(
        "shop",
        "events",
        "event_id user_id anonymous_id event_type item_id query session_key channel device region price event_at",
        "event_type event_at",
        one_of="user_id anonymous_id",
        user_column="user_id",
        visitor_column="anonymous_id",
    ),
    declare_table(
        "shop",
        "orders",
        "order_id user_id ordered_at status channel region coupon_code discount_amount shipping_amount tax_amount"
        " refund_amount currency updated_at",
        "order_id ordered_at",
        user_column="user_id",
        order_column="order_id",
    ),
    declare_table(
        "shop",
        "order_lines",
        "order_id line_number item_id item_name quantity unit_price discount_amount returned_at",
        "order_id quantity",
        one_of="item_id item_name",
        order_column="order_id",
    ),
    declare_table(
        "shop",
        "order_refunds",
        "refund_id order_id refund_amount refunded_at",
        "refund_id order_id refund_amount",
        order_column="order_id",
    ),
    declare_table("shop", "exchange_rates", "currency rate valid_from", "currency rate valid_from"),
    declare_table(
        "shop",
        "users",
        "user_id registered_at birth_year gender city occupation referrer_user_id email_hash"
        " consent_email consent_sms consent_push consent_ads",
        "user_id",
        user_column="user_id",
        referrer_column="referrer_user_id",
    ),
    declare_table(
        "shop",
        "identities",
        "anonymous_id user_id linked_at",
        "anonymous_id user_id",
        user_column="user_id",
        visitor_column="anonymous_id",
    ),
    declare_table(
        "shop",
        "items",
        "item_id name category_id brand seller_id list_price unit_cost launched_on",
        "item_id",
    ),
    declare_table("shop", "categories", "category_id name parent_category_id", "category_id"),
    declare_table("shop", "offers", "offer_code kind value minimum_amount unit_cost valid_from valid_to", "offer_code"),
    declare_table("shop", "prices", "item_id price valid_from", "item_id price valid_from"),
    declare_table("shop", "stock_levels", "item_id on_hand counted_at", "item_id on_hand counted_at"),
    declare_table(
        "shop",
        "reviews",
        "review_id user_id item_id order_id rating body written_at",
        "review_id item_id written_at",
        user_column="user_id",
        order_column="order_id",
    ),
    declare_table(
        "shop",
        "messages",
        "message_id user_id trigger channel item_id offer_code is_control"
        " decided_at sent_at opened_at clicked_at unsubscribed_at",
        "message_id user_id trigger decided_at",
        user_column="user_id",
    ),
)

ONLINE_RETAIL = declare_source(
    declare_table(
        "online_retail",
        "lines",
        "InvoiceNo StockCode Description Quantity InvoiceDate UnitPrice CustomerID Country",
        "InvoiceNo StockCode Quantity InvoiceDate",
        user_column="CustomerID",
        order_column="InvoiceNo",
    )
)

TAOBAO = declare_source(
    declare_table(
        "taobao",
        "behaviors",
        "user_id item_id category_id behavior epoch_seconds",
        "user_id item_id category_id behavior epoch_seconds",
        has_header=False,
        user_column="user_id",
    )
)

REES46 = declare_source(
    declare_table(
        "rees46",
        "events",
        "event_time event_type product_id category_id category_code brand price user_id user_session",
        "event_time event_type product_id user_id",
        user_column="user_id",
    )
)

SOURCES: dict[str, Source] = {source.name: source for source in (SHOP, ONLINE_RETAIL, TAOBAO, REES46)}
TABLES: tuple[LandingTable, ...] = tuple(table for source in SOURCES.values() for table in source.tables.values())
