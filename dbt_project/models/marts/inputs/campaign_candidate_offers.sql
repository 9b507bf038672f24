-- One row per candidate that may be sent and offer that it may come with.

select * from {{ ref('int_candidate_offers') }}
