{#
    A share that few cases keep low: two cases against it are added. Two of two are a half, eight of eight four fifths. It is the weight of most
    tags, and what their thresholds ask for, so that none is given for a single order.
#}
{% macro confident_share(part, whole) -%}
    {{ share(part, '(' ~ whole ~ ') + 2') }}
{%- endmacro %}


{# Where a user buys in the price ranges of the categories (0 to 1), drawn to the middle as by two more lines there. #}
{% macro price_level() -%}
    {{ share('coalesce(sum(price_percentile_sum), 0) + 1', 'coalesce(sum(priced_line_count), 0) + 2') }}
{%- endmacro %}
