-- One row per chance: how many of the like and of the compared bought, the difference with its 95 % interval, and what a purchase is worth.

with subjects as (
    select
        kind,
        subject_id,
        max(item_id) as item_id,
        max(category_id) as category_id,
        max(user_group) as user_group,
        count(distinct user_id) filter (where role = 'open') as user_count,
        coalesce(sum(case_count) filter (where role = 'like'), 0) as like_count,
        coalesce(sum(bought_count) filter (where role = 'like'), 0) as like_bought_count,
        coalesce(sum(case_count) filter (where role = 'usual'), 0) as usual_count,
        coalesce(sum(bought_count) filter (where role = 'usual'), 0) as usual_bought_count
    from {{ ref('int_opportunity_cases') }}
    group by kind, subject_id
),

-- The cases of a kind, of its subjects with cases on both sides. Items are unlike, so what is usual is taken in the mix of the like cases; it is as
-- sure as of so many cases of one share.
mixes as (
    select
        kind,
        sum(like_count) as like_count,
        sum(like_bought_count) as like_bought_count,
        {{ stable_sum('like_count * usual_bought_count / cast(usual_count as double)') }} / sum(like_count) as usual_share,
        floor({{ rounded("cast(sum(like_count) as double) * sum(like_count) / "
            ~ stable_sum('like_count * like_count / cast(usual_count as double)')) }}) as usual_count
    from subjects
    where like_count > 0 and usual_count > 0
    group by kind
),

kinds as (
    select
        subjects.*,
        coalesce(mixes.like_count, 0) as kind_like_count,
        coalesce(mixes.like_bought_count, 0) as kind_like_bought_count,
        coalesce(mixes.usual_count, 0) as kind_usual_count,
        coalesce({{ rounded('mixes.usual_share * mixes.usual_count', 0) }}, 0) as kind_usual_bought_count,
        case
            when least(subjects.like_count, subjects.usual_count) >= {{ var('opportunity_cases') }} then 'subject'
            else 'kind'
        end as cases_from
    from subjects
    left join mixes on subjects.kind = mixes.kind
),

chosen as (
    select
        kind,
        subject_id,
        item_id,
        category_id,
        user_group,
        user_count,
        cases_from,
        {%- for role in ['like', 'usual'] %}
        {%- for count in ['count', 'bought_count'] %}
        cast(case when cases_from = 'subject' then {{ role }}_{{ count }} else kind_{{ role }}_{{ count }} end as bigint) as {{ role }}_{{ count }}
        {{- ',' if not (role == 'usual' and loop.last) }}
        {%- endfor %}
        {%- endfor %}
    from kinds
),

bounds as (
    select
        *,
        least(like_count, usual_count) >= {{ var('opportunity_cases') }} as has_cases,
        like_bought_count / nullif(cast(like_count as double), 0) as like_share,
        usual_bought_count / nullif(cast(usual_count as double), 0) as usual_share,
        {{ wilson_bound('like_bought_count', 'like_count', '-') }} as like_low,
        {{ wilson_bound('like_bought_count', 'like_count', '+') }} as like_high,
        {{ wilson_bound('usual_bought_count', 'usual_count', '-') }} as usual_low,
        {{ wilson_bound('usual_bought_count', 'usual_count', '+') }} as usual_high
    from chosen
),

-- Newcombe's interval of a difference: how far each share may lie from its count, put together.
differences as (
    select
        *,
        like_share - usual_share as extra_share,
        like_share - usual_share
        - sqrt((like_share - like_low) * (like_share - like_low) + (usual_high - usual_share) * (usual_high - usual_share)) as extra_share_low,
        like_share - usual_share
        + sqrt((like_high - like_share) * (like_high - like_share) + (usual_share - usual_low) * (usual_share - usual_low)) as extra_share_high
    from bounds
)

select
    differences.kind,
    differences.subject_id,
    differences.item_id,
    differences.category_id,
    differences.user_group,
    differences.user_count,
    differences.cases_from,
    differences.like_count,
    differences.like_bought_count,
    differences.usual_count,
    differences.usual_bought_count,
    opportunity_values.value_kind,
    opportunity_values.value_amount,
    {%- for share in ['like_share', 'usual_share', 'extra_share', 'extra_share_low', 'extra_share_high'] %}
    case when differences.has_cases then {{ rounded('differences.' ~ share) }} end as {{ share }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from differences
left join {{ ref('int_opportunity_values') }} as opportunity_values
    on
        opportunity_values.subject_kind
        = case
            when differences.item_id is not null then 'item'
            when differences.category_id is not null then 'category'
            else 'group'
        end
        and opportunity_values.subject_id = coalesce(differences.item_id, differences.category_id, differences.user_group)
where differences.user_count > 0
