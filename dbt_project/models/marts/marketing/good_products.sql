-- One row per category and product that is better than its category, the best ones first.

{%- set percent = "cast(cast(100 * {0} as decimal(9, 1)) as string) || ' %'" %}
{%- set points = "cast(cast({0} as decimal(9, 2)) as string)" %}

with good_products as (
    select * from {{ ref('int_good_products') }}
    where
        as_of_date = (select max(value_dates.as_of_date) from {{ ref('value_dates') }} as value_dates)
        and is_good
),

item_facts as (
    select * from {{ ref('item_facts') }}
),

-- Each reason with its counts, whatever the shrinking made of them.
reasons as (
    select
        *,
        case
            when conversion_ratio > 1 then
                cast(conversion_case_sum as string) || ' of ' || {{ counted_noun('conversion_case_count', 'viewer') }}
                || ' bought it within {{ conversion_days() }} days (category ' || {{ percent.format('category_conversion_mean') }} || '); '
            else ''
        end || case
            when repeat_ratio > 1 then
                cast(repeat_case_sum as string) || ' of ' || {{ counted_noun('repeat_case_count', 'buyer') }}
                || ' bought it again within {{ repeat_days() }} days (category ' || {{ percent.format('category_repeat_mean') }} || '); '
            else ''
        end || case
            when rating_ratio > 1 then
                'rated ' || {{ points.format('cast(rating_case_sum as double) / rating_case_count') }}
                || ' by ' || cast(rating_case_count as string)
                || ' (category ' || {{ points.format('category_rating_mean') }} || '); '
            else ''
        end || case
            when kept_ratio > 1 then
                cast(return_case_sum as string) || ' of ' || {{ counted_noun('return_case_count', 'order') }}
                || ' came back (category ' || {{ percent.format('category_return_mean') }} || '); '
            else ''
        end as why
    from good_products
)

select
    reasons.as_of_date,
    reasons.category_id,
    item_facts.category_name,
    reasons.place as rank,
    reasons.item_id,
    item_facts.name as item_name,
    reasons.score,
    substr(reasons.why, 1, length(reasons.why) - 2) as why,
    reasons.conversion_case_count as viewer_count,
    reasons.conversion_case_sum as converted_count,
    reasons.conversion_mean as conversion_share,
    reasons.conversion_low as conversion_share_low,
    reasons.conversion_high as conversion_share_high,
    reasons.category_conversion_mean as category_conversion_share,
    reasons.repeat_case_count as early_buyer_count,
    reasons.repeat_case_sum as repeated_count,
    reasons.repeat_mean as repeat_share,
    reasons.repeat_low as repeat_share_low,
    reasons.repeat_high as repeat_share_high,
    reasons.category_repeat_mean as category_repeat_share,
    reasons.rating_case_count as review_count,
    reasons.rating_mean as average_rating,
    reasons.rating_low as average_rating_low,
    reasons.rating_high as average_rating_high,
    reasons.category_rating_mean as category_average_rating,
    reasons.return_case_count as order_count,
    reasons.return_case_sum as return_count,
    reasons.return_mean as return_share,
    reasons.return_low as return_share_low,
    reasons.return_high as return_share_high,
    reasons.category_return_mean as category_return_share,
    reasons.margin_share,
    reasons.category_margin_share,
    reasons.buyer_count,
    reasons.popular_rank
from reasons
left join item_facts on reasons.item_id = item_facts.item_id
