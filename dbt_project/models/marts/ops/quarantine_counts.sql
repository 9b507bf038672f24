-- One row per landing table, load day and reason.
select
    source,
    table_name,
    load_date,
    reason,
    count(*) as row_count
from {{ ref('quarantine_rows') }}
group by source, table_name, load_date, reason
