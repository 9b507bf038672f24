-- One row per date and product: how many times as good as its category it is, and its place there, beside its place by buyers.

{%- set rates = ['conversion', 'repeat', 'rating', 'return'] %}

with item_counts as (
    select * from {{ ref('int_item_counts') }}
),

shrunk_rates as (
    select * from {{ ref('int_shrunk_rates') }}
),

margins as (
    select
        as_of_date,
        item_id,
        {{ share('margin_amount', 'margin_net_amount') }} as margin_share,
        {{ share(
            'sum(margin_amount) over (partition by as_of_date, category_id)',
            'sum(margin_net_amount) over (partition by as_of_date, category_id)'
        ) }} as category_margin_share
    from item_counts
    where margin_net_amount > 0
),

rates as (
    select
        as_of_date,
        item_id,
        {%- for rate in rates %}
        max(case_count) filter (where rate = '{{ rate }}') as {{ rate }}_case_count,
        max(case_sum) filter (where rate = '{{ rate }}') as {{ rate }}_case_sum,
        max(shrunk_mean) filter (where rate = '{{ rate }}') as {{ rate }}_mean,
        max(shrunk_low) filter (where rate = '{{ rate }}') as {{ rate }}_low,
        max(shrunk_high) filter (where rate = '{{ rate }}') as {{ rate }}_high,
        max(category_mean) filter (where rate = '{{ rate }}') as category_{{ rate }}_mean{{ ',' if not loop.last }}
        {%- endfor %}
    from shrunk_rates
    group by as_of_date, item_id
),

-- What is not known of a product is as its category.
ratios as (
    select
        item_counts.as_of_date,
        item_counts.item_id,
        item_counts.category_id,
        item_counts.buyer_count,
        coalesce(rates.conversion_mean / nullif(rates.category_conversion_mean, 0), 1) as conversion_ratio,
        coalesce((1 + rates.repeat_mean) / (1 + rates.category_repeat_mean), 1) as repeat_ratio,
        coalesce(rates.rating_mean / nullif(rates.category_rating_mean, 0), 1) as rating_ratio,
        coalesce((1 - rates.return_mean) / nullif(1 - rates.category_return_mean, 0), 1) as kept_ratio,
        {%- for rate in rates %}
        rates.{{ rate }}_case_count,
        rates.{{ rate }}_case_sum,
        rates.{{ rate }}_mean,
        rates.{{ rate }}_low,
        rates.{{ rate }}_high,
        rates.category_{{ rate }}_mean,
        {%- endfor %}
        margins.margin_share,
        margins.category_margin_share
    from item_counts
    left join rates on item_counts.as_of_date = rates.as_of_date and item_counts.item_id = rates.item_id
    left join margins on item_counts.as_of_date = margins.as_of_date and item_counts.item_id = margins.item_id
),

scored as (
    select
        *,
        {{ rounded('conversion_ratio * repeat_ratio * rating_ratio * kept_ratio') }} as score
    from ratios
),

-- Whatever is sold at a loss is put in front of nobody.
judged as (
    select
        *,
        score > 1 and coalesce(margin_share > 0, true) as is_better
    from scored
),

ranked as (
    select
        *,
        row_number() over (partition by as_of_date, category_id, is_better order by score desc, buyer_count desc, item_id asc) as place,
        row_number() over (partition by as_of_date, category_id order by buyer_count desc, item_id asc) as popular_rank
    from judged
)

select
    *,
    is_better and place <= 20 as is_good
from ranked
