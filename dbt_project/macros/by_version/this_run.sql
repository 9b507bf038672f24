{# Parts of the models in this_run/, which find what a run must rework. #}

{#
    The partitions that changed for any of some models, which read the same inputs: partition_date, version (empty where withdrawn), is_replaced
    (some of them hold rows of it already). None where all of them are built from nothing. After a killed run one may have them and another not.
#}
{% macro changed_for(models, inputs) -%}
    {%- set built = [] -%}
    {%- for name in models if is_built(name) %}{% do built.append(name) %}{% endfor -%}
    select
        partition_date,
        max(version) as version,
        bool_or(is_replaced) as is_replaced
    from (
        {%- for name in built %}
        select
            changed.partition_date,
            changed.version,
            known.partition_date is not null as is_replaced
        from ({{ changed_partitions(name, inputs) }}) as changed
        left join {{ ref('built_from') }} as known
            on
                known.model = '{{ name }}'
                and changed.partition_date = known.partition_date
        {{ 'union all' if not loop.last }}
        {%- else %}
        {{ nothing({'partition_date': 'date', 'version': 'string', 'is_replaced': 'boolean'}) }}
        {%- endfor %}
    ) as changes
    group by partition_date
{%- endmacro %}


{#
    The keys of rows that a model holds from earlier runs and that may be made of a replaced partition: it lies within their span of load days.
    Empty where the model is built from nothing.

    changed   the relation that changed_for made
    keys      expressions that give the keys, by their names
#}
{% macro held_keys(name, changed, keys) -%}
    {%- if is_built(name) %}
    select {% for key, expression in keys.items() %}held.{{ expression }} as {{ key }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ held(name) }} as held
    inner join {{ changed }} as replaced
        on replaced.partition_date between held.first_load_date and held.last_load_date
    where replaced.is_replaced
    {%- else %}
    {%- set types = {} %}
    {%- for key in keys %}{% do types.update({key: 'date' if key.endswith('_date') else 'string'}) %}{% endfor %}
    {{ nothing(types) }}
    {%- endif %}
{%- endmacro %}


{# No row of some columns, given with their types. #}
{% macro nothing(columns) -%}
    select {% for name, type in columns.items() %}cast(null as {{ type }}) as {{ name }}{{ ', ' if not loop.last }}{% endfor %}
    where false
{%- endmacro %}
