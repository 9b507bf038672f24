{#
    A tag of users who did something with an item in the last days, did not undo it and did not buy the item since.

    done, undone   columns of int_tag_interest; undone may be left out
#}
{% macro open_items(done, days, undone=none) %}
with bought as (
    select
        user_id,
        as_of_date,
        item_id,
        max(bought_date) as bought_date
    from {{ tag_purchases() }} as purchases
    group by user_id, as_of_date, item_id
),

open_items as (
    select
        interest.user_id,
        interest.as_of_date,
        interest.item_id,
        max(case when interest.{{ done }} > 0 then interest.activity_date end) as activity_date
    from {{ ref('int_tag_interest') }} as interest
    left join bought
        on
            interest.user_id = bought.user_id
            and interest.as_of_date = bought.as_of_date
            and interest.item_id = bought.item_id
    where
        interest.{{ done }}{{ ' + interest.' ~ undone if undone }} > 0
        and coalesce(interest.activity_date > bought.bought_date, true)
    group by interest.user_id, interest.as_of_date, interest.item_id
    having sum(interest.{{ done }}{{ ' - interest.' ~ undone if undone }}) > 0
)

select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    -- Halved by every half of the days.
    {{ rounded('power(0.5, cast(min(' ~ days_since('activity_date', 'as_of_date') ~ ') as double) / ' ~ (days / 2) ~ ')') }} as weight,
    {{ evidence_columns('activity_date', evidence_text('activity_date', 'item', 'item_id')) }}
from open_items
where {{ days_between('activity_date', 'as_of_date') }} < {{ days }}
group by user_id, as_of_date
{% endmacro %}


{# What a user bought, by orders and by purchase events: a shop may deliver either. #}
{% macro tag_purchases() -%}
    (
        select
            user_id,
            as_of_date,
            item_id,
            category_id,
            order_date as bought_date
        from {{ ref('int_tag_lines') }}
        union all
        select
            user_id,
            as_of_date,
            item_id,
            category_id,
            activity_date as bought_date
        from {{ ref('int_tag_interest') }}
        where purchase_count > 0
    )
{%- endmacro %}
