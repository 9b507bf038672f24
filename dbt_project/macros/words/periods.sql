{#
    History in periods of 30 days, counted backwards from as-of: period 0 is as-of and the 29 days before it, period k the 30 days that end
    30 k days earlier. What the newest load day holds of later dates lies in period -1. So facts are summed once by user and period, and every
    date that is a multiple of 30 days ago finds its last 30 days, its last 90 days and its whole past as sums of periods.
#}

{% macro period_number(date, as_of_date) -%}
    cast(floor({{ days_between(date, as_of_date) }} / 30) as bigint)
{%- endmacro %}


{# The day's bit among the 30 of its period: the days of a period are counted by the bits that are set. #}
{% macro period_day_bit(date, as_of_date) -%}
    cast(power(2, mod({{ days_between(date, as_of_date) }} + 30, 30)) as bigint)
{%- endmacro %}


{# A number summed over all periods known at a date, the last three and the last one. #}
{% macro summed_over_periods(column) -%}
    cast(sum({{ column }}) as bigint) as {{ column }},
    cast(coalesce(sum({{ column }}) filter (where is_last_30_days), 0) as bigint) as {{ column }}_30_days,
    cast(coalesce(sum({{ column }}) filter (where is_last_90_days), 0) as bigint) as {{ column }}_90_days
{%- endmacro %}


{# The rows of a table by user and period that were known at each date of the user: every period that is not newer. #}
{% macro known_periods(relation) -%}
    select
        user_dates.as_of_date,
        user_dates.period_number as date_period,
        periods.*,
        periods.period_number <= user_dates.period_number as is_last_30_days,
        periods.period_number < user_dates.period_number + 3 as is_last_90_days
    from {{ relation }} as periods
    inner join {{ ref('int_user_dates') }} as user_dates
        on periods.user_id = user_dates.user_id and periods.period_number >= user_dates.newest_period
{%- endmacro %}


{# The attributes of a profile, as known at the date or, with the suffix, as known today. #}
{% macro profile_columns() -%}
    {{ return(['age', 'gender', 'occupation', 'city', 'consent_email', 'consent_sms', 'consent_push', 'consent_ads', 'has_referrer']) }}
{%- endmacro %}
