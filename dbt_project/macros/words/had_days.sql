{# Within so many days after a product was first seen, buying it counts as converting. #}
{% macro conversion_days() %}
    {{ return(7) }}
{% endmacro %}


{# Within so many days after it was first bought, buying it on another day counts as repeating. #}
{% macro repeat_days() %}
    {{ return(30) }}
{% endmacro %}


{# How many pairs of person and item had so many days after a first date and, where a next date is named, reached it within them. #}
{% macro had_days(first_date, days, next_date=none) -%}
    count(*) filter (
        where {{ days_between('person_items.' ~ first_date, 'dates.as_of_date') }} >= {{ days }}
        {%- if next_date %}
            and {{ days_between('person_items.' ~ first_date, 'person_items.' ~ next_date) }} <= {{ days }}
        {%- endif %}
    )
{%- endmacro %}
