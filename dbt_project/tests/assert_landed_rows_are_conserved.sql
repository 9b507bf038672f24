-- Every landed row is accepted, quarantined, a duplicate or superseded: none is lost and none is counted twice.
select *
from {{ ref('load_days') }}
where landed_count <> accepted_count + quarantined_count + duplicate_count + superseded_count
