{# Whether a user put an item away on a day of int_user_item_days: on the day of a wish itself only by as many removals. #}
{% macro is_put_away(days) -%}
    {{ days }}.unfavorite_count + {{ days }}.remove_from_cart_count >= greatest({{ days }}.cart_count + {{ days }}.favorite_count, 1)
{%- endmacro %}
