{# The words that were searched for without case, accents and superfluous blanks, so that equal searches are equal; null where there are none. #}
{% macro search_term(query) -%}
    nullif({{ trimmed(single_blanks(lower_case(without_accents(query)))) }}, '')
{%- endmacro %}


{#
    What a term is. What looks like an e-mail address, or like a number that may be a phone's, a card's or a birthday (seven digits, whatever
    marks stand between them), may say who typed it.
#}
{% macro search_term_kind(term) -%}
    case
        when {{ term }} is null then 'empty'
        when {{ matches_pattern(term, '[^ @]@[^ @]') }} then 'e_mail'
        when {{ matches_pattern(term, '([0-9][ ./()+-]*){7}') }} then 'number'
        else 'words'
    end
{%- endmacro %}


{# What is left of a search's weight after some days. #}
{% macro faded(weight, age_days) -%}
    {{ weight }} * power(0.5, cast({{ age_days }} as double) / {{ var('search_half_life_days') }})
{%- endmacro %}


{# How many of category, brand and price band an item and a boost have in common: what it adds is that many times its weight. #}
{% macro shared_traits(item, boost) -%}
    case when {{ item }}.category_id = {{ boost }}.category_id then
        1
        + case when {{ item }}.brand = {{ boost }}.brand then 1 else 0 end
        + case when {{ item }}.price_band = {{ boost }}.price_band then 1 else 0 end
    else 0 end
{%- endmacro %}
