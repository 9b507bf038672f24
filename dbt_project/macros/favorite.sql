{# Of the weighed values of a trait the heaviest; ties go to the second weight, then to the first in order. #}
{% macro favorite(trait) -%}
    min_by(trait_value, (-weight, -second_weight, trait_value)) filter (where trait = '{{ trait }}')
{%- endmacro %}
