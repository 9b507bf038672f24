-- One row per setting of caps, shares, stock and quiet hours.

select
    setting,
    value
from {{ ref('contact_rules') }}
