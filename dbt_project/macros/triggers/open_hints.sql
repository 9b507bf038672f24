{#
    The CTE `ranked`: hints that nobody has followed, the newest of a user and item first (place 1). `hints` has user_id, first_item_id (what was
    bought), bought_date, item_id and category_id (what it hints at). A hint is followed by the item itself, whenever it was bought, or by
    another one of its category from that day on.
#}
{% macro rank_open_hints(hints) -%}
followed as (
    select distinct
        hints.user_id,
        hints.item_id
    from {{ hints }} as hints
    inner join {{ ref('int_trigger_purchases') }} as purchases
        on
            hints.user_id = purchases.user_id
            and (
                hints.item_id = purchases.item_id
                or (
                    hints.category_id = purchases.category_id
                    and hints.first_item_id <> purchases.item_id
                    and hints.bought_date <= purchases.bought_date
                )
            )
),

ranked as (
    select
        hints.*,
        row_number() over (
            partition by hints.user_id, hints.item_id
            order by hints.bought_date desc, hints.first_item_id asc
        ) as place
    from {{ hints }} as hints
    left join followed on hints.user_id = followed.user_id and hints.item_id = followed.item_id
    where followed.user_id is null
),
{%- endmacro %}
