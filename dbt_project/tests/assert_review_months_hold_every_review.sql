-- Summed over its months an item has the reviews that item_facts counts, which reads them all at once.
with months as (
    select
        item_id,
        sum(review_count) as review_count
    from {{ ref('review_months') }}
    group by item_id
),

reviews as (
    select count(*) as review_count
    from {{ ref('current_reviews') }}
)

select months.item_id
from months
inner join {{ ref('item_facts') }} as items on months.item_id = items.item_id
where months.review_count <> items.review_count
union all
select 'all items' as item_id
from reviews
where reviews.review_count <> (select coalesce(sum(months.review_count), 0) from months)
