-- One row per user and product that the user put into the cart or favoured and did not buy in the wish_days after: why, and what may help.
with evidence as (
    select * from {{ ref('int_wish_evidence') }}
    where not is_bought
),

found as (
    {%- for reason in abandoned_reasons() %}
    select
        user_id,
        item_id,
        wish_kind,
        '{{ reason }}' as reason
    from evidence
    where is_{{ reason }}
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}
),

-- Evidence that is more likely there by coincidence explains nothing.
ranked as (
    select
        found.user_id,
        found.item_id,
        found.reason,
        confidences.confidence,
        row_number() over (
            partition by found.user_id, found.item_id
            order by
                -- Who only looks shows nothing else: any other reason explains more.
                case when found.reason = 'looking' then 1 else 0 end asc,
                confidences.confidence desc nulls last,
                confidences.reason_order asc
        ) as place
    from found
    inner join {{ ref('int_reason_confidences') }} as confidences
        on found.wish_kind = confidences.wish_kind and found.reason = confidences.reason
    where confidences.confidence >= 0.5 or found.reason = 'looking'
),

-- Who left a checkout may have met the price of delivery: many shops remit it to large orders.
shipping as (
    select {{ middle_amount('orders.shipping_amount') }} as usual_shipping_amount
    from {{ ref('int_joined_orders') }} as orders
    cross join {{ ref('as_of') }} as as_of
    where orders.is_counted and orders.shipping_amount > 0 and orders.order_date >= as_of.as_of_date - interval {{ var('abandoned_days') }} day
),

explained as (
    select
        evidence.*,
        coalesce(ranked.reason, 'unknown') as reason,
        ranked.confidence,
        shipping.usual_shipping_amount,
        evidence.bought_date is null and evidence.removed_date is null as is_open
    from evidence
    cross join shipping
    left join ranked
        on evidence.user_id = ranked.user_id and evidence.item_id = ranked.item_id and ranked.place = 1
)

select
    explained.user_id,
    as_of.as_of_date,
    explained.item_id,
    explained.category_id,
    explained.wish_kind,
    explained.wished_date,
    explained.deadline_date,
    explained.reason,
    explained.confidence,
    case explained.reason
        when 'out_of_stock' then 'sold out since ' || cast(explained.sold_out_from_date as string)
        when 'bought_other'
            then
                'bought ' || explained.other_item_id || ' of the same category on ' || cast(explained.other_bought_date as string)
                || coalesce(' in order ' || explained.other_order_id, '')
        when 'left_at_checkout'
            then
                'left a checkout on ' || cast(explained.checkout_date as string)
                || coalesce('; where delivery costs something it is usually ' || {{ price_text('explained.usual_shipping_amount') }}, '')
        when 'price_rose'
            then
                'seen at ' || {{ price_text('explained.earlier_price') }} || ' on ' || cast(explained.earlier_look_date as string)
                || ', then at ' || {{ price_text('explained.seen_price') }} || ' on ' || cast(explained.last_look_date as string)
        when 'price_above_band'
            then
                'stands at percentile ' || {{ percentile_text('explained.price_place') }} || ' of its category''s prices; of '
                || {{ counted_noun('explained.paid_line_count', 'purchase') }} || ' none stood above '
                || {{ percentile_text('explained.highest_paid_place') }}
        when 'comparing'
            then 'looked at ' || {{ counted_noun('explained.compared_item_count', 'other item') }} || ' of the category from that day on'
        when 'looking' then 'looked at on one day only, and no checkout begun since'
        else 'no evidence that is more likely a cause than coincidence'
    end as evidence,
    -- Who has it by now, has put it away, or has another one is asked nothing.
    case
        when not explained.is_open or explained.reason = 'bought_other' then 'none'
        when explained.reason = 'out_of_stock' then 'notify_when_back'
        when explained.reason = 'left_at_checkout' and explained.usual_shipping_amount is not null then 'offer_free_delivery'
        when explained.reason = 'price_rose' then 'notify_of_price_drop'
        when explained.reason = 'price_above_band' then 'show_cheaper_item'
        when explained.reason = 'comparing' then 'help_compare'
        else 'remind'
    end as cure,
    explained.load_date as wish_load_date,
    explained.last_look_date,
    explained.seen_price,
    explained.earlier_look_date,
    explained.earlier_price,
    explained.paid_line_count,
    explained.price_place,
    explained.highest_paid_place,
    explained.sold_out_from_date,
    explained.other_item_id,
    explained.other_order_id,
    explained.other_bought_date,
    explained.compared_item_count,
    explained.checkout_date,
    explained.usual_shipping_amount,
    explained.removed_date,
    explained.bought_date as bought_later_date
from explained
cross join {{ ref('as_of') }} as as_of
