{# The rules by which a candidate is refused, in their order: the first one that does so is named. #}
{% macro refusal_rules() %}
    {{ return([
        'unnamed', 'no_consent', 'unsubscribed', 'quiet_hours', 'bought_since', 'low_rating', 'unanswered_consult', 'same_thing_lately', 'out_of_stock',
        'price_changed', 'returned_before', 'sensitive_category', 'playbook',
    ]) }}
{% endmacro %}


{#
    Whether other systems may know a user by the id: they know the shop's own, a guest's key tells them nothing, and an e-mail address or a phone
    number stays in the house. A number is one of a phone where it begins as such.
#}
{% macro is_named(user_id) -%}
    (
        {{ user_id }} not like 'guest:%'
        and {{ user_id }} not like '%_@_%._%'
        and not {{ matches_pattern(user_id, '^(tel:[+]?|[+])[-0-9 ()./]{7,}$') }}
    )
{%- endmacro %}


{# A channel as a shop writes it, without case and the blanks around it. #}
{% macro channel_word(channel) -%}
    {{ lower_case(trimmed(channel)) }}
{%- endmacro %}


{#
    Whether a word about a channel is about one of ours: about its own, or a no to one that nobody knows, which means all; a yes to such a one means
    none. Reads `known`, the row of message_channels of that word, if there is one; ads are no channel of messages and known all the same.
#}
{% macro is_word_about(word, is_given, channel) -%}
    ({{ word }} = {{ channel }} or (known.channel is null and {{ word }} <> 'ads' and not {{ is_given }}))
{%- endmacro %}


{# Whether a list joined by `;` holds a value. #}
{% macro listed(value, list) -%}
    (instr(';' || {{ list }} || ';', ';' || {{ value }} || ';') > 0)
{%- endmacro %}


{# A time written as HH:MM as minutes since midnight. #}
{% macro minutes_of(text) -%}
    cast(substr({{ text }}, 1, 2) as integer) * 60 + cast(substr({{ text }}, 4, 2) as integer)
{%- endmacro %}


{# Whether a minute of the shop's day is quiet; quiet hours may lie over midnight. Reads `rules`. #}
{% macro is_quiet(minute) -%}
    case
        when rules.quiet_from <= rules.quiet_to then {{ minute }} >= rules.quiet_from and {{ minute }} < rules.quiet_to
        else {{ minute }} >= rules.quiet_from or {{ minute }} < rules.quiet_to
    end
{%- endmacro %}


{# Whether two subjects (an item, a category, or nothing) are the same. #}
{% macro same_candidate(one, other) -%}
    {{ one }}.user_id = {{ other }}.user_id
    and {{ one }}.trigger = {{ other }}.trigger
    and {{ one }}.item_id is not distinct from {{ other }}.item_id
    and {{ one }}.category_id is not distinct from {{ other }}.category_id
{%- endmacro %}


{# A UTC moment in a sentence, on the shop's clock. #}
{% macro moment_in_words(moment) -%}
    substr(cast({{ local_from_utc(moment, time_zone('shop')) }} as string), 1, 16)
{%- endmacro %}


{# A path of categories, or a part of one, between signs of one kind: shops write several, with blanks around them or none. #}
{% macro even_path(path) -%}
    '>' || replace(replace(translate({{ lower_case(single_blanks(path)) }}, '/|,;', '>>>>'), ' >', '>'), '> ', '>') || '>'
{%- endmacro %}
