{#
    Ids are text, without the blanks, tabs and line ends around them. A whole number read as a float loses its zeros, so that 17850, 17850.0 and
    17850.00 are one user, and an id the apostrophe before it, by which exports keep spreadsheets from reading it as a number or formula. Whom an
    erasure takes is decided by the same rule, in ingest/books/erased_ids.py. The first look spares most ids the patterns.
#}
{% macro clean_id(text) -%}
    {%- if text == 'null' -%} cast(null as string)
    {%- else -%}
    nullif(
        case
            when {{ text }} like '%.0%' or {{ text }} like '%''%' or left({{ text }}, 1) <= ' ' or right({{ text }}, 1) <= ' '
                then {{ without_zero_fraction(without_edges(text)) }}
            else {{ trimmed(text) }}
        end, ''
    )
    {%- endif -%}
{%- endmacro %}


{#
    An id that a spreadsheet wrote in scientific notation: 5.01234E+12 stands for every id that begins with these digits. Only with a decimal
    point, a decimal comma or a plus can it be nothing else; 1E5 may well be a stock code. The first look spares most ids the pattern.
#}
{% macro is_mangled_id(text) -%}
    ({{ text }} like '%.%' or {{ text }} like '%,%' or {{ text }} like '%+%')
    and {{ matches_pattern(text, '^[+-]?[0-9]+([.,][0-9]+[eE][+-]?|[eE][+])[0-9]+$') }}
{%- endmacro %}


{# The id where it is one; null where a word stands in its place. #}
{% macro real_id(text, missing_words) -%}
    case when {{ id_as_word(text) }} not in ({{ missing_words }}) then {{ text }} end
{%- endmacro %}


{# An id as the words for none are written: in small letters, and of zeros alone, however many, one. #}
{% macro id_as_word(text) -%}
    case when {{ text }} like '00%' and replace({{ text }}, '0', '') = '' then '0' else {{ lower_case(text) }} end
{%- endmacro %}


{# A line without an item's id is identified by the item's name: name: and the name in small letters, with single blanks. #}
{% macro item_or_its_name(item_id) -%}
    coalesce({{ item_id }}, 'name:' || {{ single_blanks(lower_case(real_id('item_name', missing_words('item_id')))) }})
{%- endmacro %}


{# The words that stand in an id column's place of none: one customer called nan would be the shop's best. #}
{% macro missing_words(column_name) -%}
    select word from {{ ref('missing_ids') }}
    {%- if column_name not in ('user_id', 'anonymous_id', 'referrer_user_id', 'merged_into_user_id') %} where id_kind <> 'user'{% endif %}
{%- endmacro %}


{# Those that stand for nothing in the place of a number, a time, or yes and no: an error of a spreadsheet is none of them. #}
{% macro missing_value_words() -%}
    select word from {{ ref('missing_ids') }} where id_kind in ('any', 'value')
{%- endmacro %}


{# Those that stand for none in a label's place, where NA may be Namibia. #}
{% macro missing_label_words() -%}
    select word from {{ ref('missing_ids') }} where id_kind = 'any'
{%- endmacro %}


{# The kinds of keys by which accounts are known to be one person, each the column <kind>_hash of users and of orders. #}
{% macro account_keys() %}
    {{ return(['email', 'phone', 'loyalty_card']) }}
{% endmacro %}
