-- What the events that count of a load day depend on: its files, and which of its deliveries are repeats.
{{ config(materialized='view') }}

with repeats as (
    select
        load_date,
        cast(bit_xor({{ hash64(['source', 'file_name', 'row_number']) }}) as string) as version
    from {{ ref('int_event_repeats') }}
    where outcome <> 'counted_again'
    group by load_date
)

select
    deliveries.partition_date,
    deliveries.version || coalesce(repeats.version, '') as version
from {{ ref('built_from') }} as deliveries
left join repeats
    on deliveries.partition_date = repeats.load_date
where deliveries.model = 'int_event_deliveries'
