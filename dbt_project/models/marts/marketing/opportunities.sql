-- One row per chance to earn, the dearest first: how many users, how many of them would buy beyond the usual, and what that brings.

with counted as (
    select
        kind,
        subject_id,
        count(*) as counted_user_count
    from {{ ref('opportunity_users') }}
    where is_money_counted
    group by kind, subject_id
),

worth as (
    select
        worth.*,
        coalesce(counted.counted_user_count, 0) as counted_user_count,
        worth.extra_share is not null and worth.value_amount is not null as has_money
    from {{ ref('int_opportunity_worth') }} as worth
    left join counted on worth.kind = counted.kind and worth.subject_id = counted.subject_id
),

-- Of a purchase that brings a loss nothing is expected, and fewer of them are no gain.
amounts as (
    select
        *,
        {%- for name, end in {'amount': '', 'amount_low': '_low', 'amount_high': '_high'}.items() %}
        case
            when has_money then {{ rounded('counted_user_count * extra_share' ~ end ~ ' * cast(greatest(value_amount, 0) as double)', 4) }}
        end as {{ name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from worth
),

priced as (
    select
        *,
        cast(amount as decimal(18, 4)) as expected_amount,
        cast(amount_low as decimal(18, 4)) as expected_amount_low,
        cast(amount_high as decimal(18, 4)) as expected_amount_high
    from amounts
),

judged as (
    select
        *,
        case
            when not has_money then 'insufficient_data'
            when extra_share <= 0 or value_amount <= 0 then 'not_shown'
            when extra_share_low > 0 then 'sure'
            else 'not_sure'
        end as certainty
    from priced
)

select
    row_number() over (
        order by judged.expected_amount desc nulls last, judged.user_count desc, judged.kind asc, judged.subject_id asc
    ) as rank,
    as_of.as_of_date,
    judged.kind,
    judged.subject_id,
    judged.item_id,
    judged.category_id,
    judged.user_group,
    judged.user_count,
    judged.counted_user_count,
    judged.cases_from,
    judged.like_count,
    judged.like_bought_count,
    judged.like_share,
    judged.usual_count,
    judged.usual_bought_count,
    judged.usual_share,
    judged.extra_share,
    judged.extra_share_low,
    judged.extra_share_high,
    judged.value_kind,
    judged.value_amount,
    judged.expected_amount,
    judged.expected_amount_low,
    judged.expected_amount_high,
    cast({{ var('opportunity_days') }} as bigint) as horizon_days,
    case
        when judged.has_money then
            {{ counted_noun('judged.counted_user_count', 'user') }}
            || ' x (' || {{ in_words('judged.like_bought_count') }} || ' of ' || {{ in_words('judged.like_count') }}
            || ' - ' || {{ in_words('judged.usual_bought_count') }} || ' of ' || {{ in_words('judged.usual_count') }}
            || ') x ' || {{ price_text('greatest(judged.value_amount, 0)') }} || ' ' || judged.value_kind
    end as formula,
    judged.certainty,
    case
        when judged.extra_share is null then
            'only ' || {{ counted_noun('judged.like_count', 'like case') }} || ' and ' || {{ in_words('judged.usual_count') }}
            || ' to compare with: {{ var("opportunity_cases") }} of each are needed'
        when judged.value_amount is null then 'nobody knows what a purchase brings: none was made at a known price'
        when judged.certainty = 'sure' then 'even the low end of the 95 % interval lies above nothing'
        when judged.value_amount <= 0 then 'a purchase brings nothing, costs and returns taken off'
        when judged.certainty = 'not_sure' then 'the 95 % interval holds nothing at all, too'
        else 'those who were in this state bought no more often than those they are compared with'
    end || case
        when judged.extra_share is not null and judged.cases_from = 'kind'
            then '; the shares are those of all chances of the kind together, each in both with the weight of its like cases'
        else ''
    end as certainty_reason,
    'marketing.opportunity_users' as evidence_table,
    'kind = ''' || judged.kind || ''' and subject_id = ''' || replace(judged.subject_id, '''', '''''') || '''' as evidence_condition
from judged
cross join {{ ref('as_of') }} as as_of
