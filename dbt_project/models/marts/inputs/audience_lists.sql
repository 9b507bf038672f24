-- One row per audience of the seed, with the users that a list of it has to name at least.
select
    audience,
    kind,
    value,
    formats,
    cast({{ var('audience_users') }} as bigint) as minimum_users
from {{ ref('audiences') }}
