-- Landing tables of the newest load day of which a good part was refused; where everything is built anew, of every load day.
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
    {%- if not flags.FULL_REFRESH %}
    and load_date = (select as_of_date from {{ ref('as_of') }})
    {%- endif %}
