{#
    How Spark creates and replaces rows. Plain Parquet knows no transaction and no deletion of rows. So a table lies in folders, one for each value of the
    column that its rows are stored by, and a rework overwrites the folders that rows go from or come to, in one statement. While it is at work,
    built_from holds a row of the model without a date. A run that ends in between leaves it there, and the next builds the table from everything.
#}
{% macro spark__create_rows(relation, sql) %}
    {{ return([
        'drop table if exists ' ~ relation,
        'create table ' ~ relation ~ ' using ' ~ var('spark_format') ~ ' partitioned by (' ~ stored_by() ~ ') as\n'
        ~ 'select * from (\n' ~ sql ~ '\n) as made distribute by ' ~ stored_by()
    ]) }}
{% endmacro %}


{% macro spark__rework(relation) %}
    {% if is_unchanged() %}
        {% do run_statements(['select 1']) %}
    {% else %}
        {% set following = relation.incorporate(path={'identifier': relation.identifier ~ '__following'}) %}
        {% set folders_of_following = 'select ' ~ stored_by() ~ ' from ' ~ following %}
        {% set queries = rows_instead() %}
        {% do run_statements(['drop table if exists ' ~ following, 'create table ' ~ following ~ ' using parquet as\n' ~ queries[0]]) %}
        {% for rows in queries[1:] + [rows_that_stay(relation, folders_of_following)] %}
            {% do run_statements([insert_rows(following, rows)]) %}
        {% endfor %}
        {% set emptied = run_query(folders_of_leaving_rows(relation) ~ '\nexcept\n' ~ folders_of_following).columns[0].values() %}
        {% do run_statements([
            insert_rows(ref('built_from'), "select '" ~ model.name ~ "' as model, cast(null as date) as partition_date, 'unfinished' as version"),
            'insert overwrite ' ~ relation ~ ' by name\nselect * from ' ~ following,
        ]) %}
        {% for value in emptied %}
            {% do run_statements([drop_folder(relation, stored_by(), value)]) %}
        {% endfor %}
        {% set versions = reworked_versions() %}
        {# A statement without rows overwrites nothing. So a table that lost its last load day forgets its versions, like one that was never built. #}
        {% set is_left = run_query('select 1 from (' ~ versions ~ ') as versions limit 1').rows | length > 0 %}
        {% do run_statements([
            'insert overwrite ' ~ ref('built_from') ~ ' by name\n' ~ versions if is_left else forget_versions(model.name),
            'drop table ' ~ following,
        ]) %}
    {% endif %}
{% endmacro %}


{# Plain Parquet deletes no rows, and formats that do know no folders to drop. #}
{% macro drop_folder(relation, column, value) %}
    {% if var('spark_format') == 'parquet' %}
        {{ return('alter table ' ~ relation ~ ' drop if exists partition (' ~ column ~ " = '" ~ value ~ "')") }}
    {% endif %}
    {{ return('delete from ' ~ relation ~ ' where ' ~ column ~ " = '" ~ value ~ "'") }}
{% endmacro %}


{% macro stored_by() %}
    {{ return(model.config.meta.stored_by or config.get('partition_by')) }}
{% endmacro %}


{% macro is_unchanged() %}
    {% set noted = model.config.meta.changed %}
    {% set partitions = 'select partition_date from ' ~ ref(noted) if noted else changed() %}
    {{ return(run_query('select 1 from (' ~ partitions ~ ') as partitions limit 1').rows | length == 0) }}
{% endmacro %}


{# The folders in which a table holds rows that are replaced. #}
{% macro folders_of_leaving_rows(relation) %}
    {% set parts = [] %}
    {% for columns, values in rows_to_replace() %}
        {% do parts.append('select held.' ~ stored_by() ~ ' from ' ~ relation ~ ' as held left semi join ' ~ replaced(loop.index, columns, values)) %}
    {% endfor %}
    {{ return(parts | join('\nunion\n')) }}
{% endmacro %}


{# The rows that a table keeps in folders that are overwritten. #}
{% macro rows_that_stay(relation, folders_of_following) %}
    {% set joins = [] %}
    {% for columns, values in rows_to_replace() %}
        {% do joins.append('left anti join ' ~ replaced(loop.index, columns, values)) %}
    {% endfor %}
    {% set folders = folders_of_leaving_rows(relation) ~ '\nunion\n' ~ folders_of_following %}
    {{ return('select held.* from ' ~ relation ~ ' as held\n' ~ joins | join('\n') ~ '\nwhere held.' ~ stored_by() ~ ' in (\n' ~ folders ~ '\n)') }}
{% endmacro %}


{# The right side of a join with the rows to replace. #}
{% macro replaced(number, columns, values) %}
    {% set name = 'replaced_' ~ number %}
    {% set pairs = [] %}
    {% for column in columns %}{% do pairs.append('held.' ~ column ~ ' = ' ~ name ~ '.' ~ column) %}{% endfor %}
    {{ return('(select * from (' ~ values ~ ') as keys (' ~ columns | join(', ') ~ ')) as ' ~ name ~ ' on ' ~ pairs | join(' and ')) }}
{% endmacro %}


{# What the model is built from after a rework, without the row of an unfinished one. #}
{% macro reworked_versions() %}
    {% set noted = model.config.meta.changed %}
    {% if noted %}
        {% set versions %}
select model, partition_date, version
from {{ ref('built_from') }}
where model = '{{ model.name }}' and partition_date not in (select partition_date from {{ ref(noted) }})
union all
select '{{ model.name }}' as model, partition_date, version
from {{ ref(noted) }}
where version is not null
        {% endset %}
        {{ return(versions) }}
    {% endif %}
    {{ return(present_versions()) }}
{% endmacro %}


{% macro spark__insert_rows(relation, sql) %}
    {{ return('insert into ' ~ relation ~ ' by name\n' ~ sql) }}
{% endmacro %}


{% macro spark__forget_versions(name) %}
    {{ return('alter table ' ~ ref('built_from') ~ " drop if exists partition (model = '" ~ name ~ "')") }}
{% endmacro %}


{# Spark writes to disk what does not fit into memory. #}
{% macro spark__slice_count() %}
    {{ return(1) }}
{% endmacro %}


{# Not where the last rework ended in between, nor where it is not known what a table was built from. #}
{% macro spark__can_rework(name) %}
    {% set versions = run_query("select count(*), count(partition_date) from " ~ held('built_from') ~ " where model = '" ~ name ~ "'").rows[0] %}
    {{ return(versions[0] > 0 and versions[0] == versions[1]) }}
{% endmacro %}
