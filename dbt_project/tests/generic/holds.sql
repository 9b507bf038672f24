{# Fails where an expression over one row is false; where it is null nothing is claimed. #}
{% test holds(model, expression) %}
select *
from {{ model }}
where not ({{ expression }})
{% endtest %}
