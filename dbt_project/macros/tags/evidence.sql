{#
    What lies behind a tag, as one text: the day, the kind of thing and its key. Texts of a later day are greater, so the newest are the largest.
    Kinds: order, item, search, review, user, profile.
#}
{% macro evidence_text(evidence_date, kind, id) -%}
    cast(cast({{ evidence_date }} as date) as string) || ' {{ kind }} ' || {{ id }}
{%- endmacro %}


{# How many pieces of evidence of a tag are kept; all are counted. #}
{% macro kept_evidence() -%}
    {{ return(20) }}
{%- endmacro %}


{# The last four columns of every model of a tag, from rows of evidence: how many, since when, until when, and the newest. #}
{% macro evidence_columns(evidence_date, text, condition='true') -%}
    count(*) filter (where {{ condition }}) as evidence_count,
    min({{ evidence_date }}) filter (where {{ condition }}) as first_evidence_date,
    max({{ evidence_date }}) filter (where {{ condition }}) as last_evidence_date,
    {{ largest_texts(text, kept_evidence(), condition) }} as newest_evidence
{%- endmacro %}


{# The same four where orders are the evidence. #}
{% macro order_evidence(condition='true') -%}
    {{ evidence_columns('order_date', evidence_text('order_date', 'order', 'order_id'), condition) }}
{%- endmacro %}


{# No value: the tag says it all. #}
{% macro no_value() -%}
    cast(null as string)
{%- endmacro %}
