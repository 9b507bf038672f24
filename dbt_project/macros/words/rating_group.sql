{# Whether a rating is a complaint or praise: low for 1 and 2, high for 4 and 5, null for 3 and for none. #}
{% macro rating_group(rating) -%}
    case when {{ rating }} <= 2 then 'low' when {{ rating }} >= 4 then 'high' end
{%- endmacro %}
