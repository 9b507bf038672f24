{#
    The tables of Python that models read stand empty until Python has made them: what a model reads has to be there when dbt first makes it,
    and a shop may be built by dbt alone.
#}
{% macro create_python_tables() %}
    {% if execute %}
        {% set read = [] %}
        {% for node in graph.nodes.values() if node.resource_type == 'model' %}
            {% do read.extend(node.depends_on.nodes) %}
        {% endfor %}
        {% for table in graph.sources.values() if table.unique_id in read and not table.source_name.startswith('lake') %}
            {% set columns = [] %}
            {% for column in table.columns.values() %}
                {% do columns.append(column.name ~ ' ' ~ column.data_type) %}
            {% endfor %}
            {% do run_query('create schema if not exists ' ~ table.schema) %}
            {% do run_query('create table if not exists ' ~ table.schema ~ '.' ~ table.name ~ ' (' ~ columns | join(', ') ~ ')') %}
        {% endfor %}
    {% endif %}
    select 1
{% endmacro %}
