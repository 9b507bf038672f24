{# The mean of a user's scores. Where prices are unknown the fourth score steps aside and the mean is that of the other three. #}
{% macro mean_of_scores(recency, frequency, quantity, purchasing) -%}
    {{ rounded(
        'cast(' ~ recency ~ ' + ' ~ frequency ~ ' + ' ~ quantity ~ ' + coalesce(' ~ purchasing ~ ', 0) as double)'
        ~ ' / case when ' ~ purchasing ~ ' is null then 3 else 4 end'
    ) }}
{%- endmacro %}


{# The mean scores from which users belong to the groups, as one row. #}
{% macro group_score_thresholds() -%}
    select
        max(threshold_value) filter (where threshold = 'high_value_score') as high_value_score,
        max(threshold_value) filter (where threshold = 'high_quality_score') as high_quality_score,
        max(threshold_value) filter (where threshold = 'ordinary_score') as ordinary_score
    from {{ ref('group_thresholds') }}
{%- endmacro %}


{# The group of a mean score; `thresholds` is what group_score_thresholds gives. #}
{% macro group_of_score(mean_score) -%}
    case
        when {{ mean_score }} >= thresholds.high_value_score then 'high_value'
        when {{ mean_score }} >= thresholds.high_quality_score then 'high_quality'
        when {{ mean_score }} >= thresholds.ordinary_score then 'ordinary'
        else 'low_contribution'
    end
{%- endmacro %}
