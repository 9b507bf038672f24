{# What may follow a tag, by which it is checked: columns of int_tag_outcomes, words of the catalogue's `outcome`. #}
{% macro tag_outcome_names() -%}
    {{ return([
        'ordered', 'ordered_with_coupon', 'ordered_on_discount', 'ordered_at_full_price', 'ordered_on_weekend', 'ordered_in_evening', 'returned'
    ]) }}
{%- endmacro %}
