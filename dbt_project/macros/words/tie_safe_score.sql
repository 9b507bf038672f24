{#
    A score from 1 (worst) to 5 (best); `rank` is the number of users strictly worse, plus one, of `population` users.
    Equal values always get equal scores, so a score may stay empty. NTILE would split equal values by chance.
#}
{% macro tie_safe_score(rank, population) -%}
    cast(1 + floor(5 * ({{ rank }} - 1) / {{ population }}) as bigint)
{%- endmacro %}


{#
    The same for recency, counted from the top: `rank` is the number of users strictly better, plus one. So who bought last always has 5, however
    many they are, and a single user is not the worst of one.
#}
{% macro recency_score(rank, population) -%}
    cast(ceil(5.0 * ({{ population }} - {{ rank }} + 1) / {{ population }}) as bigint)
{%- endmacro %}
