{# An end of Wilson's 95 % interval of a share, from whole counts; null where there are no cases. `sign` is - or +. #}
{% macro wilson_bound(part, whole, sign) -%}
    {%- set z = 1.959964 -%}
    {%- set cases = 'nullif(cast(' ~ whole ~ ' as double), 0)' -%}
    {%- set own = '(' ~ part ~ ' / ' ~ cases ~ ')' -%}
    (
        {{ own }} + {{ z * z / 2 }} / {{ cases }}
        {{ sign }} {{ z }} * sqrt(({{ own }} * (1 - {{ own }}) + {{ z * z / 4 }} / {{ cases }}) / {{ cases }})
    ) / (1 + {{ z * z }} / {{ cases }})
{%- endmacro %}
