-- One row per date, product and rate (conversion, repeat, return, rating): the product's own, drawn towards its category's the more the fewer cases
-- stand behind it. How strongly follows from how much the products of a category differ beyond chance, by the method of moments.

{%- set shares = {
    'conversion': ['converted_count', 'viewer_count'],
    'repeat': ['repeated_count', 'early_buyer_count'],
    'return': ['return_count', 'order_count'],
} %}

with item_counts as (
    select * from {{ ref('int_item_counts') }}
),

cases as (
    {%- for rate, columns in shares.items() %}
    select
        as_of_date,
        item_id,
        category_id,
        '{{ rate }}' as rate,
        cast({{ columns[1] }} as double) as case_count,
        cast({{ columns[0] }} as double) as case_sum,
        -- Of what happened or did not, each square is the value itself.
        cast({{ columns[0] }} as double) as square_sum
    from item_counts
    union all
    {%- endfor %}
    select
        as_of_date,
        item_id,
        category_id,
        'rating' as rate,
        cast(review_count as double) as case_count,
        cast(rating_sum as double) as case_sum,
        cast(rating_square_sum as double) as square_sum
    from item_counts
),

known as (
    select
        *,
        case_sum / case_count as own_mean,
        sum(case_sum) over (partition by as_of_date, rate, category_id)
        / sum(case_count) over (partition by as_of_date, rate, category_id) as category_mean
    from cases
    where case_count > 0
),

categories as (
    select
        as_of_date,
        rate,
        category_id,
        max(category_mean) as category_mean,
        count(*) as item_count,
        sum(case_count) as case_count,
        -- How far products lie from their category, how far cases lie from their product, and the cases that tell products apart.
        sum(case_count * (own_mean - category_mean) * (own_mean - category_mean)) as between_sum,
        sum(greatest(square_sum - case_count * own_mean * own_mean, 0)) as within_sum,
        sum(case_count) - sum(case_count * case_count) / sum(case_count) as telling_count
    from known
    group by as_of_date, rate, category_id
),

-- Of a share the cases lie around the category as p (1 - p) says; of ratings their own spread is known.
moments as (
    select
        as_of_date,
        rate,
        sum(between_sum / (category_mean * (1 - category_mean)) - (item_count - 1)) as excess,
        sum(telling_count - (item_count - 1)) as telling,
        cast(null as double) as within_variance
    from categories
    where rate <> 'rating' and category_mean > 0 and category_mean < 1
    group by as_of_date, rate

    union all

    select
        as_of_date,
        rate,
        sum(between_sum) - sum(item_count - 1) * sum(within_sum) / nullif(sum(case_count - item_count), 0) as excess,
        sum(telling_count) as telling,
        sum(within_sum) / nullif(sum(case_count - item_count), 0) as within_variance
    from categories
    where rate = 'rating'
    group by as_of_date, rate
),

-- Of a share the likeness of the cases of one product, 0 to 1; of ratings the variance between products.
priors as (
    select
        as_of_date,
        rate,
        within_variance,
        case
            when telling <= 0 or excess <= 0 then 0
            when rate <> 'rating' then least(excess / telling, 1)
            else excess / telling
        end as spread
    from moments
),

joined as (
    select
        cases.as_of_date,
        cases.item_id,
        cases.category_id,
        cases.rate,
        cases.case_count,
        cases.case_sum,
        categories.category_mean,
        coalesce(priors.spread, 0) as spread,
        coalesce(case
            when cases.case_count = 0 then 0
            when cases.rate <> 'rating' then cases.case_count * priors.spread / (1 + (cases.case_count - 1) * priors.spread)
            else
                cases.case_count * priors.spread
                / nullif(cases.case_count * priors.spread + coalesce(priors.within_variance, 0), 0)
        end, 0) as weight
    from cases
    inner join categories
        on
            cases.as_of_date = categories.as_of_date
            and cases.rate = categories.rate
            and cases.category_id is not distinct from categories.category_id
    left join priors on cases.as_of_date = priors.as_of_date and cases.rate = priors.rate
),

shrunk as (
    select
        *,
        category_mean + weight * (coalesce(case_sum / nullif(case_count, 0), category_mean) - category_mean) as shrunk_mean
    from joined
),

spreads as (
    select
        *,
        1.96 * sqrt(case
            when rate <> 'rating' then greatest(shrunk_mean * (1 - shrunk_mean), 0) * spread / (1 + case_count * spread)
            else spread * (1 - weight)
        end) as half_width
    from shrunk
)

select
    as_of_date,
    item_id,
    category_id,
    rate,
    cast(case_count as bigint) as case_count,
    cast(case_sum as bigint) as case_sum,
    {{ rounded('category_mean') }} as category_mean,
    {{ rounded('weight') }} as weight,
    {{ rounded('shrunk_mean') }} as shrunk_mean,
    {{ rounded("greatest(shrunk_mean - half_width, case when rate = 'rating' then 1 else 0 end)") }} as shrunk_low,
    {{ rounded("least(shrunk_mean + half_width, case when rate = 'rating' then 5 else 1 end)") }} as shrunk_high
from spreads
