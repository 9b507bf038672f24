-- Landing files with rows that are not in UTF-8; a file in UTF-16 is one such row, since its lines cannot be separated.
{{ config(severity='warn') }}

select
    source,
    landing_table as table_name,
    load_date,
    file_name,
    count(*) as row_count
from {{ ref('int_rejected_rows') }}
where reason = 'wrong_encoding'
group by source, landing_table, load_date, file_name
