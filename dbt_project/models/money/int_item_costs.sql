-- One row per item and day from which a unit costs something else, with the day before which it does. The first cost reported for an
-- item also held before.

with versions as (
    select
        *,
        {{ lacks('unit_cost') }} as lacks_cost
    from {{ ref('int_items_versions') }}
),

-- Of a load day the version that counts: the first row of the last file with the cost.
reported as (
    select
        item_id,
        load_date,
        unit_cost,
        row_number() over (
            partition by item_id, load_date
            order by {{ file_order() }} desc, row_number
        ) as place,
        min(case when unit_cost is not null then load_date end) over (partition by item_id) as first_date
    from versions
    where not lacks_cost
),

compared as (
    select
        *,
        lag(unit_cost) over (partition by item_id order by load_date) as unit_cost_before
    from reported
    where place = 1
),

changes as (
    select
        item_id,
        unit_cost,
        case when load_date = first_date then date '0001-01-01' else load_date end as valid_from_date
    from compared
    where load_date = first_date or (load_date > first_date and unit_cost is distinct from unit_cost_before)
),

item_costs as (
    select
        item_id,
        unit_cost,
        valid_from_date,
        lead(valid_from_date, 1, date '9999-12-31') over (partition by item_id order by valid_from_date) as valid_until_date
    from changes
)

select * from item_costs
where unit_cost is not null
