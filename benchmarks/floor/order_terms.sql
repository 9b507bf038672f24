-- An order counts as its newest load day has it; of two files of that day the later one by name, of two rows of a file the first. What it
-- states is in the shop's currency, by the newest rate of its day or before.
create temp table exchange_rates as
select
    upper(currency) as currency,
    try_cast(rate as decimal(18, 9)) as rate,
    cast(try_cast(valid_from as timestamp) as date) as valid_from_date
from read_parquet(getvariable('lake') || '/shop/exchange_rates/*/*.parquet', hive_partitioning = true)
where
    _fault is null
    and currency is not null
    and try_cast(rate as decimal(18, 9)) > 0
    and try_cast(valid_from as timestamp) is not null
qualify row_number() over (partition by upper(currency), valid_from_date order by loaded_on desc, _file desc, _row) = 1;

create temp table statuses as
select
    regexp_replace(lower(status), '[^a-z0-9]', '', 'g') as word,
    min(counts_as) as counts_as
from read_csv(getvariable('reference') || '/order_statuses.csv')
group by word;

create temp table refunds as
select order_id, sum(refund_amount) as refund_amount
from (
    select order_id, abs(try_cast(refund_amount as decimal(18, 4))) as refund_amount
    from read_parquet(getvariable('lake') || '/shop/order_refunds/*/*.parquet', hive_partitioning = true)
    where
        _fault is null
        and refund_id is not null
        and order_id is not null
        and try_cast(refund_amount as decimal(18, 4)) is not null
        and (refunded_at is null or try_cast(refunded_at as timestamp) <= loaded_on + interval 2 day)
        and not regexp_matches(concat(refund_id, order_id), '[[:cntrl:]]')
    qualify row_number() over (partition by refund_id order by loaded_on desc, _file desc, _row) = 1
)
group by order_id;

create temp table order_terms as
with newest as (
    select
        order_id,
        user_id,
        try_cast(ordered_at as timestamp) as ordered_at,
        cast(try_cast(ordered_at as timestamp) as date) as order_date,
        status,
        channel,
        region,
        coupon_code,
        upper(currency) as currency,
        abs(try_cast(discount_amount as decimal(18, 4))) as discount_amount,
        try_cast(shipping_amount as decimal(18, 4)) as shipping_amount,
        try_cast(tax_amount as decimal(18, 4)) as tax_amount,
        abs(try_cast(refund_amount as decimal(18, 4))) as refund_amount,
        email_hash,
        phone_hash,
        loyalty_card_hash,
        loaded_on as load_date,
        _file as file_name,
        _row as row_number
    from read_parquet(getvariable('lake') || '/shop/orders/*/*.parquet', hive_partitioning = true)
    where
        _fault is null
        and order_id is not null
        and try_cast(ordered_at as timestamp) <= loaded_on + interval 2 day
        and (columns(['discount_amount', 'shipping_amount', 'tax_amount', 'refund_amount']) is null
            or try_cast(columns(['discount_amount', 'shipping_amount', 'tax_amount', 'refund_amount']) as decimal(18, 4)) is not null)
        and not regexp_matches(concat(order_id, user_id, coupon_code), '[[:cntrl:]]')
    qualify row_number() over (partition by order_id order by loaded_on desc, _file desc, _row) = 1
),

rated as (
    select
        newest.* exclude (refund_amount),
        coalesce(counts_as, 'counted') as counts_as,
        cast(case when newest.currency <> getvariable('currency') then rate else 1 end as decimal(18, 9)) as exchange_rate,
        greatest(coalesce(newest.refund_amount, 0), coalesce(refunds.refund_amount, 0)) as refund_amount
    from newest
    asof left join exchange_rates on newest.currency = exchange_rates.currency and newest.order_date >= exchange_rates.valid_from_date
    left join refunds using (order_id)
    left join statuses on regexp_replace(lower(newest.status), '[^a-z0-9]', '', 'g') = word
)

select * replace (
    cast(discount_amount * exchange_rate as decimal(18, 4)) as discount_amount,
    cast(shipping_amount * exchange_rate as decimal(18, 4)) as shipping_amount,
    cast(tax_amount * exchange_rate as decimal(18, 4)) as tax_amount,
    cast(refund_amount * exchange_rate as decimal(18, 4)) as refund_amount
)
from rated;
