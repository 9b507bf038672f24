-- Who and what is known at the end of the newest load day: only the columns that users are described by.
create table staging.as_of as
select max(load_date) as as_of_date
from read_parquet(getvariable('lake') || '/loads.parquet');

create table current.current_users as
select
    user_id,
    try_cast(registered_at as timestamp) as registered_at,
    referrer_user_id,
    merged_into_user_id,
    email_hash,
    phone_hash,
    loyalty_card_hash
from read_parquet(getvariable('lake') || '/shop/users/*/*.parquet', hive_partitioning = true)
where
    _fault is null
    and user_id is not null
    and (registered_at is null or try_cast(registered_at as timestamp) <= loaded_on + interval 2 day)
    and (birth_year is null or regexp_matches(birth_year, '^(19|20)[0-9]{2}([.]0+)?$'))
    and not regexp_matches(concat(user_id, referrer_user_id), '[[:cntrl:]]')
qualify row_number() over (partition by user_id order by loaded_on desc, _file, _row) = 1;

create table current.current_identities as
select
    anonymous_id,
    user_id,
    try_cast(linked_at as timestamp) as linked_at
from read_parquet(getvariable('lake') || '/shop/identities/*/*.parquet', hive_partitioning = true)
where
    _fault is null
    and anonymous_id is not null
    and user_id is not null
    and (linked_at is null or try_cast(linked_at as timestamp) <= loaded_on + interval 2 day)
    and not regexp_matches(concat(anonymous_id, user_id), '[[:cntrl:]]')
qualify row_number() over (partition by anonymous_id, user_id order by loaded_on desc, _file, _row) = 1;

create table current.current_items as
select
    item_id,
    category_id,
    brand,
    item_id not in (
        select item_id from read_csv(getvariable('reference') || '/non_products.csv', all_varchar = true) where source = 'shop'
    ) as is_product
from read_parquet(getvariable('lake') || '/shop/items/*/*.parquet', hive_partitioning = true)
where
    _fault is null
    and item_id is not null
    and (list_price is null or try_cast(list_price as decimal(18, 4)) >= 0)
    and (unit_cost is null or try_cast(unit_cost as decimal(18, 4)) >= 0)
    and (launched_on is null or try_cast(launched_on as timestamp) is not null)
    and not regexp_matches(concat(item_id, category_id, seller_id), '[[:cntrl:]]')
qualify row_number() over (partition by item_id order by loaded_on desc, _file, _row) = 1;

create table current.current_reviews as
select
    user_id,
    try_cast(rating as bigint) as rating
from read_parquet(getvariable('lake') || '/shop/reviews/*/*.parquet', hive_partitioning = true)
where
    _fault is null
    and item_id is not null
    and (rating is null or try_cast(rating as bigint) between 1 and 5)
    and try_cast(written_at as timestamp) <= loaded_on + interval 2 day
    and not regexp_matches(concat(review_id, user_id, item_id, order_id), '[[:cntrl:]]')
qualify review_id is null or row_number() over (partition by review_id order by loaded_on, _file, _row) = 1;
