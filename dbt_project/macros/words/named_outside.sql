{# Whether other systems may know a user by the id: it is the shop's own, no guest's key, and no e-mail address. #}
{% macro is_named_outside(user_id) -%}
    ({{ user_id }} not like 'guest:%' and {{ user_id }} not like '%_@_%._%')
{%- endmacro %}
