{# The tables of the contract; their columns stand in models/sources/shop/shop.yml. Named here since dbt asks while it parses. #}
{% macro contract_tables() %}
    {{ return([
        'events', 'orders', 'order_lines', 'order_refunds', 'exchange_rates', 'users', 'identities', 'consents', 'items', 'categories', 'offers',
        'prices', 'stock_levels', 'reviews', 'messages',
    ]) }}
{% endmacro %}


{# A table of the contract: its kind, key, one_of and columns, as models/sources/shop/shop.yml explains them. While dbt parses it has none. #}
{% macro contract(table) %}
    {% set declared = declared_table('shop', table) %}
    {{ return({
        'kind': declared.meta.kind,
        'key': declared.meta.get('key', []),
        'one_of': declared.meta.get('one_of', []),
        'columns': declared.columns,
    }) }}
{% endmacro %}


{# The contract's column names, in order. #}
{% macro contract_columns(table) %}
    {{ return(contract(table).columns | map(attribute='name') | list) }}
{% endmacro %}


{# The behaviours a shop may report. Anything else is quarantined as unknown_event_type. #}
{% macro event_types() %}
    {{ return([
        'view', 'search', 'favorite', 'unfavorite', 'cart', 'remove_from_cart',
        'consult', 'follow', 'checkout', 'purchase',
    ]) }}
{% endmacro %}
