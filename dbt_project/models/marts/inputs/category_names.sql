-- One row per category that has a name.

select
    category_id,
    name
from {{ ref('current_categories') }}
where name is not null
