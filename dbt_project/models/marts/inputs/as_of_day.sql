-- The day as of which every mart speaks, for what Python makes.

select as_of_date
from {{ ref('as_of') }}
