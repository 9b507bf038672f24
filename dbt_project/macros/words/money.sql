{# The shop's currency; empty where it is not set: then the home's only one is. #}
{% macro shop_currency() -%}
    {{ return(env_var('CARTOGRAPH_CURRENCY', '').strip().upper()) }}
{%- endmacro %}


{#
    An amount in the shop's currency, to four decimals; null beyond ten billion, which no sum could hold. Most amounts are in it already: to
    multiply a decimal of so many digits and round it takes ten times as long as to leave it.
#}
{% macro in_shop_currency(amount, rate) -%}
    case
        when {{ rate }} = 1 and abs({{ amount }}) <= 10000000000 then cast({{ amount }} as decimal(18, 4))
        when abs({{ amount }} * {{ rate }}) <= 10000000000 then cast({{ amount }} * {{ rate }} as decimal(18, 4))
    end
{%- endmacro %}


{#
    The share of a total that a part has of a whole, none below zero, rounded half up to four decimals; null where the whole is 0. In whole
    numbers of a ten-thousandth, so that it is exact: a decimal divided is a double.
#}
{% macro proportion(total, part, whole) -%}
    {%- set units = wide_whole('(' ~ whole ~ ') * 10000') -%}
    {%- set product = wide_whole('(' ~ total ~ ') * 10000') ~ ' * ' ~ wide_whole('(' ~ part ~ ') * 10000') -%}
    cast(
        cast({{ whole_quotient('2 * ' ~ product ~ ' + ' ~ units, 'nullif(2 * ' ~ units ~ ', 0)') }} as decimal(18, 0))
        * cast(0.0001 as decimal(5, 4)) as decimal(18, 4)
    )
{%- endmacro %}


{# A sum of which all parts are known; one that is not leaves it unknown. #}
{% macro whole_sum(amount) -%}
    cast(case when count({{ amount }}) = count(*) then sum({{ amount }}) end as decimal(18, 4))
{%- endmacro %}


{# Whether a line is worth more than ten billion in the shop's currency, which no sum could hold. #}
{% macro is_impossible_line(quantity, unit_price, rate) -%}
    coalesce(abs(cast({{ quantity }} as double) * cast({{ unit_price }} as double) * cast({{ rate }} as double)) > 10000000000, false)
{%- endmacro %}
