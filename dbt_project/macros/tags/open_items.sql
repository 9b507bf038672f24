{#
    A tag of users who did something with an item in the last days, did not undo it and did not buy the item since.

    done, undone   columns of int_tag_interest; undone may be left out
#}
{% macro open_items(done, days, undone=none) %}
with activity as (
    select
        user_id,
        as_of_date,
        item_id,
        max(case when {{ done }} > 0 then activity_date end) as activity_date,
        max(case when purchase_count > 0 then activity_date end) as bought_date
    from {{ ref('int_tag_interest') }}
    group by user_id, as_of_date, item_id
    having sum({{ done }}{{ ' - ' ~ undone if undone }}) > 0
),

ordered as (
    select
        user_id,
        as_of_date,
        item_id,
        max(order_date) as order_date
    from {{ ref('int_tag_lines') }}
    group by user_id, as_of_date, item_id
)

select
    activity.user_id,
    activity.as_of_date,
    {{ no_value() }} as tag_value,
    -- Halved by every half of the days.
    {{ rounded('power(0.5, ' ~ 'min(' ~ days_since('activity.activity_date', 'activity.as_of_date') ~ ') / ' ~ (days / 2) ~ ')') }} as weight,
    {{ evidence_columns('activity.activity_date', evidence_text('activity.activity_date', 'item', 'activity.item_id')) }}
from activity
left join ordered
    on activity.user_id = ordered.user_id and activity.as_of_date = ordered.as_of_date and activity.item_id = ordered.item_id
where
    {{ days_between('activity.activity_date', 'activity.as_of_date') }} < {{ days }}
    and coalesce(activity.bought_date < activity.activity_date, true)
    and coalesce(ordered.order_date < activity.activity_date, true)
group by activity.user_id, activity.as_of_date
{% endmacro %}
