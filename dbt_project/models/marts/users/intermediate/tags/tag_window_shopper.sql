-- Looked at ten products or more in the last 30 days and ordered nothing in the last 90.
with lookers as (
    select
        user_id,
        as_of_date
    from {{ ref('int_user_attributes') }}
    where view_count_30_days >= 10 and order_count_90_days = 0
)

select
    interest.user_id,
    interest.as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(distinct interest.item_id)', 'count(distinct interest.item_id)') }} as weight,
    {{ evidence_columns('interest.activity_date', evidence_text('interest.activity_date', 'item', 'interest.item_id')) }}
from {{ ref('int_tag_interest') }} as interest
inner join lookers on interest.user_id = lookers.user_id and interest.as_of_date = lookers.as_of_date
where interest.view_count > 0 and {{ days_between('interest.activity_date', 'interest.as_of_date') }} < 30
group by interest.user_id, interest.as_of_date
having count(distinct interest.item_id) >= 10
