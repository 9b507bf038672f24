-- One row per category, with its path from the root.

with recursive categories as (
    select * from {{ ref('current_categories') }}
),

roots as (
    select
        categories.category_id,
        coalesce(categories.name, categories.category_id) as category_name
    from categories
    left join categories as parents on categories.parent_category_id = parents.category_id
    where parents.category_id is null
),

-- Paths grow downwards from the roots, so that a circle of parents is never entered.
paths as (
    select
        category_id,
        category_id as root_category_id,
        category_name as category_path,
        1 as depth
    from roots

    union all

    select
        categories.category_id,
        paths.root_category_id,
        paths.category_path || ' > ' || coalesce(categories.name, categories.category_id) as category_path,
        paths.depth + 1 as depth
    from paths
    inner join categories on paths.category_id = categories.parent_category_id
),

category_paths as (
    select
        categories.category_id,
        coalesce(categories.name, categories.category_id) as category_name,
        coalesce(paths.category_path, categories.name, categories.category_id) as category_path,
        coalesce(paths.root_category_id, categories.category_id) as root_category_id
    from categories
    left join paths on categories.category_id = paths.category_id
)

select * from category_paths
