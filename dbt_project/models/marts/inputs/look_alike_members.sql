-- One row per list, date of look-alikes and user who was on the list by then.

with lists as (
    select * from {{ ref('look_alike_lists') }}
),

dates as (
    select * from {{ ref('int_look_alike_dates') }}
),

known as (
    select
        dates.as_of_date,
        'user_group' as member_kind,
        scores.user_group as member_value,
        scores.user_id
    from {{ ref('int_user_scores') }} as scores
    inner join dates on scores.as_of_date = dates.group_date

    union

    select
        as_of_date,
        'rfm_segment' as member_kind,
        rfm_segment as member_value,
        user_id
    from {{ ref('int_rfm_segment_dates') }}

    union

    select
        dates.as_of_date,
        'category' as member_kind,
        lists.member_value,
        lines.user_id
    from lists
    inner join {{ ref('int_category_paths') }} as paths on lists.member_value in (paths.category_id, paths.root_category_id)
    inner join {{ ref('current_items') }} as items on paths.category_id = items.category_id
    inner join {{ ref('int_joined_order_lines') }} as lines on items.item_id = lines.item_id
    inner join dates on lines.order_date <= dates.as_of_date
    where lists.member_kind = 'category' and lines.is_counted and lines.user_id is not null
)

select
    lists.list,
    known.as_of_date,
    known.user_id
from lists
inner join known on lists.member_kind = known.member_kind and lists.member_value = known.member_value
