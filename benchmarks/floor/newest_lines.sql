-- The lines of an order are those of the newest load day with a sold one, and the returned ones of later days.
create temp table reported_lines as
select
    order_id,
    try_cast(line_number as bigint) as line_number,
    item_id,
    item_name,
    try_cast(quantity as bigint) as quantity,
    try_cast(unit_price as decimal(18, 4)) as unit_price,
    abs(try_cast(discount_amount as decimal(18, 4))) as discount_amount,
    cast(try_cast(returned_at as timestamp) as date) as returned_date,
    loaded_on as load_date,
    _file as file_name,
    _row as row_number
from read_parquet(getvariable('lake') || '/shop/order_lines/*/*.parquet', hive_partitioning = true)
where
    _fault is null
    and order_id is not null
    and item_id is not null
    and try_cast(quantity as decimal(38, 9)) = try_cast(quantity as bigint)
    and try_cast(quantity as bigint) <> 0
    and (line_number is null or try_cast(line_number as bigint) is not null)
    and try_cast(unit_price as decimal(18, 4)) >= 0
    and (discount_amount is null or try_cast(discount_amount as decimal(18, 4)) is not null)
    and (returned_at is null or try_cast(returned_at as timestamp) <= loaded_on + interval 2 day)
    and not regexp_matches(concat(order_id, item_id), '[[:cntrl:]]');

create temp table newest_lines as
with days as (
    select
        order_id,
        min(load_date) as first_load_date,
        coalesce(max(load_date) filter (where quantity > 0), max(load_date)) as base_date
    from reported_lines
    group by order_id
),

newest as (
    select lines.*, first_load_date
    from reported_lines as lines
    inner join days on lines.order_id = days.order_id and lines.load_date >= days.base_date
    qualify
        row_number() over (
            partition by lines.order_id, lines.line_number, quantity < 0 order by lines.load_date desc, file_name desc, row_number
        ) = 1
)

-- A number that a sold and a returned line share stays with the sold one.
select
    * exclude (is_own, last_number) replace (
        if(
            is_own,
            line_number,
            last_number + row_number() over (partition by order_id, is_own order by load_date, file_name, row_number)
        ) as line_number
    )
from (
    select
        *,
        row_number() over (partition by order_id, line_number order by quantity desc) = 1 as is_own,
        max(line_number) over (partition by order_id) as last_number
    from newest
);

drop table reported_lines;
