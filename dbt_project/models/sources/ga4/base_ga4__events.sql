-- GA4 names no event: visitor, moment, name and item do. An event of several items names none of them.
{% set of_items %}(
    select
        *,
        {{ only_element('items') }} as item
    from {{ source_table('ga4', 'events') }}
){% endset %}
{% set named %}(
    select
        *,
        nullif({{ json_value('item', 'item_id') }}, '(not set)') as item_id,
        {{ json_value('item', 'price') }} as item_price,
        {{ json_value('device', 'category') }} as device_category,
        nullif({{ json_value('geo', 'country') }}, '(not set)') as country,
        nullif({{ json_value('traffic_source', 'medium') }}, '(not set)') as medium,
        {{ named_parameter('event_params', 'ga_session_id') }} as ga_session_id,
        {{ named_parameter('event_params', 'search_term') }} as search_term
    from {{ of_items }} as of_items
){% endset %}
{{ map_to_contract(
    'ga4', 'events', 'events',
    {
        'event_id': "user_pseudo_id || '-' || event_timestamp || '-' || event_name || coalesce('-' || item_id, '')",
        'user_id': 'user_id',
        'anonymous_id': 'user_pseudo_id',
        'event_type': "
            case " ~ lower_case(trimmed('event_name')) ~ "
                when 'page_view' then 'view'
                when 'view_item' then 'view'
                when 'view_search_results' then 'search'
                when 'search' then 'search'
                when 'add_to_wishlist' then 'favorite'
                when 'add_to_cart' then 'cart'
                when 'remove_from_cart' then 'remove_from_cart'
                when 'begin_checkout' then 'checkout'
                when 'purchase' then 'purchase'
                else event_name
            end",
        'item_id': 'item_id',
        'query': 'search_term',
        'session_key': "user_pseudo_id || '-' || ga_session_id",
        'channel': "case when medium = '(none)' then 'direct' else medium end",
        'device': 'device_category',
        'region': 'country',
        'price': 'item_price',
        'event_at': 'event_timestamp',
    },
    relation=named,
    times={'event_at': utc_from_microseconds('event_timestamp')}
) }}
