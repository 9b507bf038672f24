-- One row per category, with a row of its own or named by an item alone, of which no message speaks: it or one that it lies in is in the seed.

with categories as (
    select
        category_id,
        category_path
    from {{ ref('int_category_paths') }}

    union

    select
        category_id,
        category_id as category_path
    from {{ ref('int_category_paths') }}

    union

    select
        category_id,
        category_id as category_path
    from {{ ref('current_items') }}
    where category_id is not null
),

paths as (
    select
        category_id,
        {{ even_path('category_path') }} as path
    from categories
)

select
    paths.category_id,
    min(sensitive_categories.category) as sensitive_category
from paths
inner join {{ ref('sensitive_categories') }} as sensitive_categories
    on instr(paths.path, {{ even_path('sensitive_categories.category') }}) > 0
group by paths.category_id
