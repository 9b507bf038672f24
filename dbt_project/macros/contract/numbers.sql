{#
    A number as a source writes it, as text with a decimal point. Where the YAML says decimal_comma a point can only part thousands: 1.234,50 is
    1234.50, and 12.5 becomes a text that is no number, since it may be either. What has no digit stays as it is.
#}
{% macro plain_number(source, table, text) -%}
    {%- if declared_table(source, table).meta.decimal_comma -%}
    case
        when
            {{ matches_pattern(text, '^[+-]?[0-9]+(,[0-9]+)?$') }}
            or {{ matches_pattern(text, '^[+-]?[0-9]{1,3}([.][0-9]{3})+(,[0-9]+)?$') }}
            then replace(replace({{ text }}, '.', ''), ',', '.')
        when {{ matches_pattern(text, '[0-9]') }} then '?' || {{ text }}
        else {{ text }}
    end
    {%- else -%}
    {{ text }}
    {%- endif -%}
{%- endmacro %}
