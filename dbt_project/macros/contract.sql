{#
    The landing contract: for each table its kind, its key and the type of every column. Staging is made from this and from nothing else.

    kind   happening: the first delivery of a key counts.  state: the newest load day's version counts.
    key    what tells two rows apart; a happening without its key is told apart by all its columns.
    type   id · text · money · rate · currency · whole · rating · flag · year · date · time · event_type
    past   a time that cannot lie in the future: later than the end of the load day plus one day is a fault.
    sign   'positive': a value below zero is a fault. 'either': shops write it with either sign, its absolute value counts.
#}
{% macro contract(table) %}
    {% set tables = {
        'events': {'kind': 'happening', 'key': ['event_id'], 'columns': [
            {'name': 'event_id', 'type': 'id'},
            {'name': 'user_id', 'type': 'id'},
            {'name': 'anonymous_id', 'type': 'id'},
            {'name': 'event_type', 'type': 'event_type', 'required': true},
            {'name': 'item_id', 'type': 'id'},
            {'name': 'query', 'type': 'text'},
            {'name': 'session_key', 'type': 'text'},
            {'name': 'channel', 'type': 'text'},
            {'name': 'device', 'type': 'text'},
            {'name': 'region', 'type': 'text'},
            {'name': 'price', 'type': 'money', 'sign': 'positive'},
            {'name': 'event_at', 'type': 'time', 'required': true, 'past': true},
        ]},
        'orders': {'kind': 'state', 'key': ['order_id'], 'columns': [
            {'name': 'order_id', 'type': 'id', 'required': true},
            {'name': 'user_id', 'type': 'id'},
            {'name': 'ordered_at', 'type': 'time', 'required': true, 'past': true},
            {'name': 'status', 'type': 'text'},
            {'name': 'channel', 'type': 'text'},
            {'name': 'region', 'type': 'text'},
            {'name': 'coupon_code', 'type': 'id'},
            {'name': 'discount_amount', 'type': 'money', 'sign': 'either'},
            {'name': 'shipping_amount', 'type': 'money'},
            {'name': 'tax_amount', 'type': 'money'},
            {'name': 'refund_amount', 'type': 'money', 'sign': 'either'},
            {'name': 'currency', 'type': 'currency'},
            {'name': 'updated_at', 'type': 'time'},
        ]},
        'order_lines': {'kind': 'state', 'key': ['order_id', 'line_number'], 'columns': [
            {'name': 'order_id', 'type': 'id', 'required': true},
            {'name': 'line_number', 'type': 'whole'},
            {'name': 'item_id', 'type': 'id', 'required': true},
            {'name': 'item_name', 'type': 'text'},
            {'name': 'quantity', 'type': 'whole', 'required': true, 'zero': false},
            {'name': 'unit_price', 'type': 'money', 'sign': 'positive'},
            {'name': 'discount_amount', 'type': 'money', 'sign': 'either'},
            {'name': 'returned_at', 'type': 'time', 'past': true},
        ]},
        'order_refunds': {'kind': 'state', 'key': ['refund_id'], 'columns': [
            {'name': 'refund_id', 'type': 'id', 'required': true},
            {'name': 'order_id', 'type': 'id', 'required': true},
            {'name': 'refund_amount', 'type': 'money', 'sign': 'either', 'required': true},
            {'name': 'refunded_at', 'type': 'time', 'past': true},
        ]},
        'exchange_rates': {'kind': 'state', 'key': ['currency', 'valid_from'], 'columns': [
            {'name': 'currency', 'type': 'currency', 'required': true},
            {'name': 'rate', 'type': 'rate', 'required': true},
            {'name': 'valid_from', 'type': 'time', 'required': true},
        ]},
        'users': {'kind': 'state', 'key': ['user_id'], 'columns': [
            {'name': 'user_id', 'type': 'id', 'required': true},
            {'name': 'registered_at', 'type': 'time', 'past': true},
            {'name': 'birth_year', 'type': 'year'},
            {'name': 'gender', 'type': 'text'},
            {'name': 'city', 'type': 'text'},
            {'name': 'occupation', 'type': 'text'},
            {'name': 'referrer_user_id', 'type': 'id'},
            {'name': 'email_hash', 'type': 'text'},
            {'name': 'consent_email', 'type': 'flag'},
            {'name': 'consent_sms', 'type': 'flag'},
            {'name': 'consent_push', 'type': 'flag'},
            {'name': 'consent_ads', 'type': 'flag'},
        ]},
        'identities': {'kind': 'state', 'key': ['anonymous_id', 'user_id'], 'columns': [
            {'name': 'anonymous_id', 'type': 'id', 'required': true},
            {'name': 'user_id', 'type': 'id', 'required': true},
            {'name': 'linked_at', 'type': 'time', 'past': true},
        ]},
        'items': {'kind': 'state', 'key': ['item_id'], 'columns': [
            {'name': 'item_id', 'type': 'id', 'required': true},
            {'name': 'name', 'type': 'text'},
            {'name': 'category_id', 'type': 'id'},
            {'name': 'brand', 'type': 'text'},
            {'name': 'seller_id', 'type': 'id'},
            {'name': 'list_price', 'type': 'money', 'sign': 'positive'},
            {'name': 'unit_cost', 'type': 'money', 'sign': 'positive'},
            {'name': 'launched_on', 'type': 'date'},
        ]},
        'categories': {'kind': 'state', 'key': ['category_id'], 'columns': [
            {'name': 'category_id', 'type': 'id', 'required': true},
            {'name': 'name', 'type': 'text'},
            {'name': 'parent_category_id', 'type': 'id'},
        ]},
        'offers': {'kind': 'state', 'key': ['offer_code'], 'columns': [
            {'name': 'offer_code', 'type': 'id', 'required': true},
            {'name': 'kind', 'type': 'text'},
            {'name': 'value', 'type': 'money'},
            {'name': 'minimum_amount', 'type': 'money', 'sign': 'positive'},
            {'name': 'unit_cost', 'type': 'money', 'sign': 'positive'},
            {'name': 'valid_from', 'type': 'time'},
            {'name': 'valid_to', 'type': 'time'},
        ]},
        'prices': {'kind': 'happening', 'key': ['item_id', 'valid_from'], 'columns': [
            {'name': 'item_id', 'type': 'id', 'required': true},
            {'name': 'price', 'type': 'money', 'sign': 'positive', 'required': true},
            {'name': 'valid_from', 'type': 'time', 'required': true},
        ]},
        'stock_levels': {'kind': 'happening', 'key': ['item_id', 'counted_at'], 'columns': [
            {'name': 'item_id', 'type': 'id', 'required': true},
            {'name': 'on_hand', 'type': 'whole', 'required': true},
            {'name': 'counted_at', 'type': 'time', 'required': true, 'past': true},
        ]},
        'reviews': {'kind': 'happening', 'key': ['review_id'], 'columns': [
            {'name': 'review_id', 'type': 'id', 'required': true},
            {'name': 'user_id', 'type': 'id'},
            {'name': 'item_id', 'type': 'id', 'required': true},
            {'name': 'order_id', 'type': 'id'},
            {'name': 'rating', 'type': 'rating'},
            {'name': 'body', 'type': 'text'},
            {'name': 'written_at', 'type': 'time', 'required': true, 'past': true},
        ]},
        'messages': {'kind': 'state', 'key': ['message_id'], 'columns': [
            {'name': 'message_id', 'type': 'id', 'required': true},
            {'name': 'user_id', 'type': 'id', 'required': true},
            {'name': 'trigger', 'type': 'text', 'required': true},
            {'name': 'channel', 'type': 'text'},
            {'name': 'item_id', 'type': 'id'},
            {'name': 'offer_code', 'type': 'id'},
            {'name': 'is_control', 'type': 'flag', 'required': true},
            {'name': 'decided_at', 'type': 'time', 'required': true, 'past': true},
            {'name': 'sent_at', 'type': 'time', 'past': true},
            {'name': 'opened_at', 'type': 'time', 'past': true},
            {'name': 'clicked_at', 'type': 'time', 'past': true},
            {'name': 'unsubscribed_at', 'type': 'time', 'past': true},
        ]},
    } %}
    {{ return(tables if table is none else tables[table]) }}
{% endmacro %}


{# The contract's column names, in order. #}
{% macro contract_columns(table) %}
    {{ return(contract(table).columns | map(attribute='name') | list) }}
{% endmacro %}


{# The landing tables that fill a table of the contract, each as [source, table], by the model base_<source>__<contract table>. #}
{% macro landing_tables(contract_table) %}
    {% set tables = {
        'events': [['shop', 'events'], ['taobao', 'behaviors'], ['rees46', 'events']],
        'orders': [['shop', 'orders'], ['online_retail', 'lines'], ['taobao', 'behaviors'], ['rees46', 'events']],
        'order_lines': [['shop', 'order_lines'], ['online_retail', 'lines'], ['taobao', 'behaviors'], ['rees46', 'events']],
        'order_refunds': [['shop', 'order_refunds']],
        'exchange_rates': [['shop', 'exchange_rates']],
        'users': [['shop', 'users']],
        'identities': [['shop', 'identities']],
        'items': [['shop', 'items'], ['online_retail', 'lines'], ['taobao', 'behaviors'], ['rees46', 'events']],
        'categories': [['shop', 'categories'], ['rees46', 'events']],
        'offers': [['shop', 'offers']],
        'prices': [['shop', 'prices']],
        'stock_levels': [['shop', 'stock_levels']],
        'reviews': [['shop', 'reviews']],
        'messages': [['shop', 'messages']],
    } %}
    {{ return(tables[contract_table]) }}
{% endmacro %}


{# The behaviours a shop may report. Anything else is quarantined as unknown_event_type. #}
{% macro event_types() %}
    {{ return([
        'view', 'search', 'favorite', 'unfavorite', 'cart', 'remove_from_cart',
        'consult', 'follow', 'checkout', 'purchase',
    ]) }}
{% endmacro %}


{# The zone of every source. #}
{% macro time_zones() %}
    {{ return({
        'shop': env_var('CARTOGRAPH_TIME_ZONE', 'UTC'),
        'online_retail': 'Europe/London',
        'taobao': 'Asia/Shanghai',
        'rees46': 'UTC',
    }) }}
{% endmacro %}


{# The time zone in which a source writes its times and counts its days. #}
{% macro time_zone(source) %}
    {% set zones = time_zones() %}
    {% if source not in zones %}
        {{ exceptions.raise_compiler_error('The source ' ~ source ~ ' has no time zone: add it to the macro time_zones in macros/contract.sql.') }}
    {% endif %}
    {{ return(zones[source]) }}
{% endmacro %}


{# The mapping of a landing table that already speaks the contract's words. #}
{% macro same_words(table) %}
    {% set columns = {} %}
    {% for name in contract_columns(table) %}
        {% do columns.update({name: name}) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
