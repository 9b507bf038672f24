{#
    The tags that have a model, `tag_<tag>` in models/marts/users/intermediate/tags. dbt asks for them while it parses, before it knows any model,
    and a ref has to name its model then, or lineage would lack it. So orchestration/dbt/tags.py lists the folder, as the macro found_tags.
#}
{% macro listed_tags() %}
    {% if found_tags is not defined %}
        {{ exceptions.raise_compiler_error('The tags are not listed yet: run `python -m orchestration.commands.setup` in the project.') }}
    {% endif %}
    {{ return(found_tags()) }}
{% endmacro %}


{# Stop where the model of a tag has come or gone since they were listed: its rows would be missing without a word. #}
{% macro require_listed_tags() %}
    {% if execute %}
        {% set models = [] %}
        {% for node in graph.nodes.values() if node.name.startswith('tag_') and node.fqn[-2] == 'tags' %}
            {% do models.append(node.name.removeprefix('tag_')) %}
        {% endfor %}
        {% if models | sort != listed_tags() %}
            {{ exceptions.raise_compiler_error(
                'The models of tags have changed: run `python -m orchestration.commands.setup` in the project, which lists them.'
            ) }}
        {% endif %}
    {% endif %}
    select 1
{% endmacro %}
