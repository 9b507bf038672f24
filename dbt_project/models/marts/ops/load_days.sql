-- One row per landing table and load day: where every landed row went. What landed is counted when it comes into the lake, what became of it
-- in the tables it went to, so that the two can disagree.
{%- set tables = ['int_order_line_amounts'] %}
{%- for table in contract_tables() if table not in ['events', 'order_lines'] %}
{%- do tables.append('current_' ~ table) %}
{%- endfor %}

with loads as (
    select * from {{ source('lake', 'loads') }}
),

accepted as (
    select source, landing_table, load_date, sum(event_count) as row_count
    from {{ ref('int_event_dates') }}
    group by source, landing_table, load_date
    {%- for table in tables %}
    union all
    select source, landing_table, load_date, count(*) as row_count
    from {{ ref(table) }}
    where is_landing_row
    group by source, landing_table, load_date
    {%- endfor %}
),

accepted_counts as (
    select source, landing_table, load_date, cast(sum(row_count) as bigint) as accepted_count
    from accepted
    group by source, landing_table, load_date
),

quarantined_counts as (
    select source, table_name, load_date, count(*) as quarantined_count
    from {{ ref('quarantine_rows') }}
    group by source, table_name, load_date
),

repeats as (
    select source, landing_table, load_date, outcome
    from {{ ref('int_event_repeats') }}
    union all
    select source, landing_table, load_date, outcome
    from {{ ref('int_version_outcomes') }}
),

repeat_counts as (
    select
        source,
        landing_table,
        load_date,
        count(*) filter (where outcome = 'duplicate') as duplicate_count,
        count(*) filter (where outcome = 'superseded') as superseded_count
    from repeats
    group by source, landing_table, load_date
)

select
    loads.source,
    loads.table_name,
    loads.load_date,
    loads.file_count,
    loads.landed_count,
    coalesce(accepted_counts.accepted_count, 0) as accepted_count,
    coalesce(quarantined_counts.quarantined_count, 0) as quarantined_count,
    coalesce(repeat_counts.duplicate_count, 0) as duplicate_count,
    coalesce(repeat_counts.superseded_count, 0) as superseded_count,
    loads.erased_count,
    loads.extra_columns
from loads
left join accepted_counts
    on
        loads.source = accepted_counts.source
        and loads.table_name = accepted_counts.landing_table
        and loads.load_date = accepted_counts.load_date
left join quarantined_counts
    on
        loads.source = quarantined_counts.source
        and loads.table_name = quarantined_counts.table_name
        and loads.load_date = quarantined_counts.load_date
left join repeat_counts
    on
        loads.source = repeat_counts.source
        and loads.table_name = repeat_counts.landing_table
        and loads.load_date = repeat_counts.load_date
