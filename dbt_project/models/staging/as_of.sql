-- The day as of which every mart speaks, the newest load day in the lake, and the moment at which it ends for the shop: in the zone of the
-- source shop, or of the only source that landed.
{{ config(materialized='table') }}

with landed as (
    select
        max(load_date) as as_of_date,
        cast(max(load_date) as timestamp) + interval 1 day as end_of_day,
        min(source) as first_source,
        max(source) as last_source
    from {{ source('lake', 'loads') }}
    having max(load_date) is not null
)

select
    as_of_date,
    case
        {%- for source in mapped_sources() %}
        when first_source = '{{ source }}' and last_source = '{{ source }}' then {{ utc_from_local('end_of_day', time_zone(source)) }}
        {%- endfor %}
        else {{ utc_from_local('end_of_day', time_zone('shop')) }}
    end as as_of_at
from landed
