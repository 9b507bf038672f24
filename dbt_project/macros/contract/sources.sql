{#
    What the sources other than the shop's own fill: source -> landing table -> tables of the contract, each by the model
    base_<source>__<contract table> of the source's folder. dbt asks for it while it parses, before it has read any YAML, and Jinja cannot list
    folders. So orchestration/dbt/sources.py writes it, as the macro found_sources.
#}
{% macro mapped_sources() %}
    {% if found_sources is not defined %}
        {{ exceptions.raise_compiler_error('The sources are not listed yet: run `python -m orchestration.commands.setup` in the project.') }}
    {% endif %}
    {{ return(found_sources()) }}
{% endmacro %}


{# Stop where a folder of models/sources has come, gone or changed since the sources were listed: its rows would be missing without a word. #}
{% macro require_listed_sources() %}
    {% if execute %}
        {% set declared = {} %}
        {% for table in graph.sources.values() if table.source_name.startswith('lake_') and table.source_name != 'lake_shop' %}
            {% set fills = table.config.meta.get('fills', [table.name]) %}
            {% do declared.setdefault(table.source_name.removeprefix('lake_'), {}).update({table.name: fills}) %}
        {% endfor %}
        {% if declared != mapped_sources() %}
            {{ exceptions.raise_compiler_error(
                'The folders of models/sources have changed: run `python -m orchestration.commands.setup` in the project, which lists them.'
            ) }}
        {% endif %}
    {% endif %}
    select 1
{% endmacro %}


{# The landing tables that fill a table of the contract, each as [source, table]. In unit tests the shop's own alone, so that a source needs none. #}
{% macro landing_tables(contract_table) %}
    {% set found = [['shop', contract_table]] %}
    {% for source, tables in mapped_sources().items() if not execute or graph.sources is defined %}
        {% for table, filled in tables.items() if contract_table in filled %}
            {% do found.append([source, table]) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}


{% macro source_table(source_name, table) %}
    {{ return(source('lake_' ~ source_name, table)) }}
{% endmacro %}


{#
    What the YAML of a source declares of a landing table: its meta, and each column's name with the column's meta, but for those that never
    enter the lake. While dbt parses, nothing
    is known yet. To unit tests dbt gives no graph, so there the file itself is read.
#}
{% macro declared_table(source_name, table) %}
    {% if not execute %}
        {{ return({'meta': {}, 'columns': []}) }}
    {% endif %}
    {% if graph.sources is defined %}
        {% set declared = graph.sources['source.' ~ project_name ~ '.lake_' ~ source_name ~ '.' ~ table] %}
        {% set meta = declared.config.meta %}
        {% set declared_columns = declared.columns.values() %}
    {% else %}
        {% set file = invocation_args_dict.project_dir ~ '/models/sources/' ~ source_name ~ '/' ~ source_name ~ '.yml' %}
        {% set source = fromyaml(file_text(file)).sources[0] %}
        {% set declared = source.tables | selectattr('name', 'equalto', table) | first %}
        {% set meta = dict(source.get('config', {}).get('meta', {}), **declared.get('config', {}).get('meta', {})) %}
        {% set declared_columns = declared.columns %}
    {% endif %}
    {% set columns = [] %}
    {% for column in declared_columns %}
        {% set column_meta = column.get('config', {}).get('meta', {}) %}
        {% do columns.append(dict(column_meta, name=column.name)) if column_meta.personal != 'drop' %}
    {% endfor %}
    {{ return({'meta': meta, 'columns': columns}) }}
{% endmacro %}


{# The time zone in which a source writes its times and counts its days: its own, or else the shop's, which is a setting. #}
{% macro time_zone(source_name) %}
    {% set shops = env_var('CARTOGRAPH_TIME_ZONE', 'UTC') %}
    {% if source_name == 'shop' or not execute %}
        {{ return(shops) }}
    {% endif %}
    {{ return(declared_table(source_name, mapped_sources()[source_name] | first).meta.get('time_zone', shops)) }}
{% endmacro %}


{# Every delivery of a contract table in the contract's words, whatever its source: times parsed, all else still text. #}
{% macro mapped_rows(contract_table) %}
{%- for source in landing_tables(contract_table) | map('first') | unique %}
{%- if source == 'shop' %}
    {{- map_to_contract(source, contract_table, contract_table, same_words(contract_table)) | indent }}
{%- else %}
    select * from {{ ref('base_' ~ source ~ '__' ~ contract_table) }}
{%- endif %}
    {{- '\n    union all' if not loop.last }}
{%- endfor %}
{% endmacro %}


{# The mapping of the shop's own tables, which speak the contract's words. #}
{% macro same_words(contract_table) %}
    {% set columns = {} %}
    {% for name in contract_columns(contract_table) %}
        {% do columns.update({name: name}) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}


{#
    The given places of the lake with the row that landed there: its text where ingest could not read it, else one JSON object. Made beside
    staging, since it is needed of a few rows and would cost more than typing if it were made of all.

    places   a relation with source, landing_table, load_date, file_name, row_number
#}
{% macro with_landed_row(places, contract_table) %}
{%- for source, table in landing_tables(contract_table) %}
    select
        places.*,
        coalesce(landed._raw, {{ row_as_json(declared_table(source, table).columns | map(attribute='name') | list, 'landed.') }}) as landed_row
    from {{ places }} as places
    inner join {{ source_table(source, table) }} as landed
        on
            places.load_date = landed.loaded_on
            and places.file_name = landed._file
            and places.row_number = landed._row
    where
        places.source = '{{ source }}'
        and places.landing_table = '{{ table }}'
    {{- '\n    union all' if not loop.last }}
{%- endfor %}
{% endmacro %}
