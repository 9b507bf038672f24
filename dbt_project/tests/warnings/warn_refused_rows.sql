-- Landing tables of which a good part of a load day was refused.
{{ config(severity='warn', fail_calc='coalesce(sum(row_count), 0)') }}
-- depends_on: {{ ref('as_of') }}

select
    source,
    table_name,
    load_date,
    landed_count,
    quarantined_count as row_count
from {{ ref('load_days') }}
where
    quarantined_count > landed_count * {{ env_var('CARTOGRAPH_REFUSED_WARN_SHARE', '0.05') | float }}
    and {{ is_new_row('load_date') }}
