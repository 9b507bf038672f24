"""Files in the shape of Olist's public data set, and what they add up to, counted here a second time."""

from pathlib import Path

import pandas as pd

LOAD_DATE = "2018-10-17"
FILES = {
    "olist_customers_dataset": [
        "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
        *("c1,ana,01001,sao paulo,SP", "c2,ana,01001,sao paulo,SP", "c3,rui,20000,rio de janeiro,RJ"),
        *("c4,eva,30000,belo horizonte,MG", "c5,ivo,40000,salvador,BA"),
    ],
    "olist_orders_dataset": [
        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,"
        "order_delivered_customer_date,order_estimated_delivery_date",
        "o1,c1,delivered,2018-01-05 10:00:00,,,,",
        # The clocks of São Paulo went back at midnight: this hour was there twice.
        "o2,c2,shipped,2018-02-17 23:30:00,,,,",
        "o3,c3,canceled,2018-03-01 08:00:00,,,,",
        "o4,c4,unavailable,2018-03-02 08:00:00,,,,",
        "o5,c5,created,2018-03-03 08:00:00,,,,",
        "o6,c9,delivered,2018-03-04 08:00:00,,,,",
    ],
    "olist_order_items_dataset": [
        "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
        "o1,1,p1,s1,2018-01-09 10:00:00,58.90,13.29",
        "o1,2,p1,s1,2018-01-09 10:00:00,58.90,13.29",
        "o1,3,p2,s2,2018-01-09 10:00:00,10.00,0.00",
        "o2,1,p2,s2,2018-02-20 10:00:00,10.00,7.10",
        "o3,1,p1,s1,2018-03-05 10:00:00,58.90,13.29",
        "o5,1,p3,s1,2018-03-05 10:00:00,1.99,1.00",
        "o6,1,p3,s1,2018-03-05 10:00:00,1.99,1.00",
    ],
    "olist_order_reviews_dataset": [
        "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,"
        "review_answer_timestamp",
        'r1,o1,5,Recomendo,"Muito bom,\nchegou antes.",2018-01-20 00:00:00,2018-01-21 11:00:00',
        "r2,o2,1,,,2018-03-01 00:00:00,2018-03-02 11:00:00",
        "r2,o3,1,,,2018-03-01 00:00:00,2018-03-02 11:00:00",
        "r3,o4,2,,,2018-03-10 00:00:00,2018-03-11 11:00:00",
    ],
    "olist_products_dataset": [
        "product_id,product_category_name,product_name_lenght,product_description_lenght,product_photos_qty,"
        "product_weight_g,product_length_cm,product_height_cm,product_width_cm",
        *("p1,perfumaria,40,287,1,225,16,10,14", "p2,,,,,,,,", "p3,artes,44,276,1,1000,30,18,20"),
    ],
    # The real file begins with a byte order mark.
    "product_category_name_translation": [
        "\ufeffproduct_category_name,product_category_name_english",
        *("perfumaria,perfumery", "artes,art"),
    ],
}


def write_olist(landing: Path) -> None:
    """Write each file into the folder of its own name."""
    for table, lines in FILES.items():
        folder = landing / "olist" / table / LOAD_DATE
        folder.mkdir(parents=True)
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n")


def count_users(landing: Path) -> list[tuple[str, int, str]]:
    """Users with their counted orders and gross amount, straight from the files; orders of unknown customers are no
    user's."""
    orders, items, customers = (
        pd.read_csv(landing / "olist" / table / LOAD_DATE / f"{table}.csv", dtype=str)
        for table in ("olist_orders_dataset", "olist_order_items_dataset", "olist_customers_dataset")
    )
    counted = orders[~orders["order_status"].isin({"canceled", "unavailable", "created"})]
    priced = items.assign(price=items["price"].astype(float)).groupby("order_id", as_index=False)["price"].sum()
    joined = counted.merge(customers, on="customer_id").merge(priced, on="order_id")
    sums = joined.groupby("customer_unique_id").agg(orders=("order_id", "nunique"), gross=("price", "sum"))
    return [(user, int(row.orders), f"{row.gross:.4f}") for user, row in sums.sort_index().iterrows()]
