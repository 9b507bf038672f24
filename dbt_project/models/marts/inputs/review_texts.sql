-- One row per review with a text, with what it is about. Of a long text the beginning is enough.

with reviews as (
    select * from {{ ref('current_reviews') }}
),

items as (
    select * from {{ ref('current_items') }}
),

category_paths as (
    select * from {{ ref('int_category_paths') }}
)

select
    reviews.review_id,
    {{ rating_group('reviews.rating') }} as rating_group,
    items.category_id,
    category_paths.category_name,
    items.brand,
    substr(reviews.body, 1, 1000) as body,
    cast(reviews.written_at_local as date) as written_date
from reviews
left join items on reviews.item_id = items.item_id
left join category_paths on items.category_id = category_paths.category_id
where {{ trimmed('reviews.body') }} <> ''
