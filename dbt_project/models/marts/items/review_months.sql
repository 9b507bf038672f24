-- One row per item and month in which a review of it was written.
with reviews as (
    select
        *,
        {{ rating_group('rating') }} as rating_group,
        cast(date_trunc('month', cast(written_at_local as date)) as date) as review_month
    from {{ ref('current_reviews') }}
),

review_months as (
    select
        item_id,
        review_month,
        count(*) as review_count,
        count(rating) as rated_review_count,
        count(*) filter (where rating_group = 'low') as low_review_count,
        count(*) filter (where rating_group = 'high') as high_review_count,
        {{ rounded(average('rating')) }} as average_rating
    from reviews
    group by item_id, review_month
)

select
    item_id,
    review_month,
    review_count,
    rated_review_count,
    low_review_count,
    high_review_count,
    {{ share('low_review_count', 'rated_review_count') }} as complaint_share,
    average_rating
from review_months
