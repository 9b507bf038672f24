{#
    The names of a kind of models, `<kind>_<name>` in the folder `<kind>s`: tag, trigger. dbt asks for them while it parses, before it knows any
    model, and a ref has to name its model then, or lineage would lack it. So orchestration/dbt/found_models.py lists the folders, as the macro
    found_models.
#}
{% macro listed_models(kind) %}
    {% if found_models is not defined %}
        {{ exceptions.raise_compiler_error(
            'The models of tags and triggers are not listed yet: run `python -m orchestration.commands.setup` in the project.'
        ) }}
    {% endif %}
    {{ return(found_models()[kind]) }}
{% endmacro %}


{# Stop where a model of a kind has come or gone since they were listed: its rows would be missing without a word. #}
{% macro require_listed_models() %}
    {% if execute %}
        {% for kind in ['tag', 'trigger'] %}
            {% set models = [] %}
            {% for node in graph.nodes.values() if node.name.startswith(kind ~ '_') and node.fqn[-2] == kind ~ 's' %}
                {% do models.append(node.name.removeprefix(kind ~ '_')) %}
            {% endfor %}
            {% if models | sort != listed_models(kind) %}
                {{ exceptions.raise_compiler_error(
                    'The models of ' ~ kind ~ 's have changed: run `python -m orchestration.commands.setup` in the project, which lists them.'
                ) }}
            {% endif %}
        {% endfor %}
    {% endif %}
    select 1
{% endmacro %}
