-- Typed from the lake, once each. A delivery is left out where the same id was delivered in the seven load days before;
-- only ids that occur twice are compared, and those few are found by their hashes.
create temp view typed as
select
    event_id,
    coalesce(anonymous_id, user_id) as visitor_id,
    user_id,
    lower(event_type) as event_type,
    item_id,
    query,
    session_key,
    channel,
    device,
    region,
    try_cast(price as decimal(18, 4)) as price,
    try_cast(event_at as timestamp) as event_at,
    loaded_on as load_date,
    _file as file_name,
    _row as row_number,
    _fault is null
    and lower(event_type) in (
        'view', 'search', 'favorite', 'unfavorite', 'cart', 'remove_from_cart', 'consult', 'follow', 'checkout', 'purchase'
    )
    and (user_id is not null or anonymous_id is not null)
    and (price is null or try_cast(price as decimal(18, 4)) between 0 and 10000000000)
    and try_cast(event_at as timestamp) <= loaded_on + interval 2 day
    and not regexp_matches(concat(event_id, user_id, anonymous_id, item_id), '[[:cntrl:]]') as is_good
from read_parquet(getvariable('lake') || '/shop/events/*/*.parquet', hive_partitioning = true);

create temp table repeated_keys as
select hash(event_id) as key_hash
from typed
where event_id is not null
group by key_hash
having count(*) > 1;

create temp table candidates as
select loaded_on as load_date, _file as file_name, _row as row_number
from read_parquet(getvariable('lake') || '/shop/events/*/*.parquet', hive_partitioning = true)
where hash(event_id) in (select key_hash from repeated_keys);

create temp table repeats as
select load_date, file_name, row_number
from typed
semi join candidates using (load_date, file_name, row_number)
where is_good
qualify row_number() over (partition by event_id order by load_date, file_name, row_number) > 1;

create table facts.events as
select
    'shop' as source,
    event_id,
    visitor_id,
    user_id,
    event_type,
    item_id,
    query,
    session_key,
    channel,
    device,
    region,
    price,
    event_at,
    cast(event_at as date) as event_date,
    cast(extract(hour from event_at) as smallint) as event_hour,
    load_date,
    'events' as landing_table,
    file_name,
    row_number
from typed
anti join repeats using (load_date, file_name, row_number)
where is_good;
