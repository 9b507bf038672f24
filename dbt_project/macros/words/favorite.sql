{# Which trait a row of grouping sets is about, by the column that is grouped by. #}
{% macro grouped_trait(columns) -%}
    case
        {%- for trait, column in columns.items() %}
        when grouping({{ column }}) = 0 then '{{ trait }}'
        {%- endfor %}
    end
{%- endmacro %}


{# Of the weighed values of a trait the heaviest; ties go to the second weight, then to the first in order. #}
{% macro favorite(trait, weight, second_weight) -%}
    min_by(trait_value, (-{{ weight }}, -{{ second_weight }}, trait_value)) filter (where trait = '{{ trait }}')
{%- endmacro %}
