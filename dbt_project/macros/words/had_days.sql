{# How many pairs of person and item had so many days after a first date and, where a next date is named, reached it within them. #}
{% macro had_days(first_date, days, next_date=none) -%}
    count(*) filter (
        where {{ days_between('person_items.' ~ first_date, 'dates.last_date') }} >= {{ days }}
        {%- if next_date %}
            and {{ days_between('person_items.' ~ first_date, 'person_items.' ~ next_date) }} <= {{ days }}
        {%- endif %}
    )
{%- endmacro %}
