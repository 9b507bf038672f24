-- Load days and keys of the deliveries to compare again: those of affected keys that several deliveries share, wherever they lie.
-- Keys alone are looked for among all deliveries: 8 bytes of each are read.
with found as (
    select
        load_date,
        key_hash
    from {{ ref('int_event_deliveries') }}
    where
        fault is null
        and key_hash in (select affected_event_keys.key_hash from {{ ref('affected_event_keys') }} as affected_event_keys)
)

select
    load_date,
    key_hash
from found
where key_hash in (
    select several.key_hash
    from found as several
    group by several.key_hash
    having count(*) > 1
)
group by load_date, key_hash
