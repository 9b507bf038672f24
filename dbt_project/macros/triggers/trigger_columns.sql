{# The row of the seed `triggers` about one trigger. #}
{% macro trigger_rule(trigger) -%}
    (select * from {{ ref('triggers') }} where trigger = '{{ trigger }}')
{%- endmacro %}


{# Whether a cause that began on a date speaks today, by the trigger's own days. Reads `as_of` and `rule`. #}
{% macro is_due(cause_date) -%}
    {{ days_between(cause_date, 'as_of.as_of_date') }} >= rule.after_days and {{ days_between(cause_date, 'as_of.as_of_date') }} < rule.until_days
{%- endmacro %}


{# From 1 on the day of the cause down to 0 on the day on which it holds no more. #}
{% macro freshness(cause_date) -%}
    {{ rounded('1 - cast(' ~ days_between(cause_date, 'as_of.as_of_date') ~ ' as double) / rule.until_days') }}
{%- endmacro %}


{# A shop day as the moment at which it began, in UTC. #}
{% macro start_of_day(date) -%}
    {{ utc_from_local('cast(' ~ date ~ ' as timestamp)', time_zone('shop')) }}
{%- endmacro %}


{# How many keys of evidence a row shows; all are counted. #}
{% macro shown_keys() -%}
    {{ return(20) }}
{%- endmacro %}


{# The newest keys of a group as one text; `place` counts them from the newest on. #}
{% macro newest_keys(key, place='place') -%}
    {{ ordered_text('case when ' ~ place ~ ' <= ' ~ shown_keys() ~ ' then ' ~ key ~ ' end', ', ', place) }}
{%- endmacro %}


{# The end of a reason about an item that was not bought, or was before the wish began. #}
{% macro not_bought(bought_date) -%}
    case when {{ bought_date }} is null then ' and has not bought it.' else ' and has not bought it since.' end
{%- endmacro %}


{# The key of what a user did with an item on a shop day: facts hold one row a load day and shop day, and many shops give events no ids. #}
{% macro event_key(date, item_id) -%}
    cast({{ date }} as string) || ' ' || {{ item_id }}
{%- endmacro %}


{# The key of a rule: whoever bought the one buys the other. #}
{% macro rule_key(item_id, next_item_id) -%}
    {{ item_id }} || ' => ' || {{ next_item_id }}
{%- endmacro %}


{# The end of every trigger: the three most urgent cases of a user, in the columns that all share. #}
{% macro most_urgent(cases) -%}
select
    user_id,
    cast(item_id as string) as item_id,
    cast(category_id as string) as category_id,
    cast(since_at as timestamp) as since_at,
    cast(expires_date as date) as expires_date,
    cast(urgency as double) as urgency,
    evidence_kind,
    evidence,
    cast(evidence_count as bigint) as evidence_count,
    reason
from (
    select
        *,
        row_number() over (
            partition by user_id
            order by urgency desc, since_at desc, item_id asc, category_id asc
        ) as place
    from {{ cases }}
) as ranked
where place <= 3
{%- endmacro %}
