-- One row per kind of wish and reason: how much more often its evidence stands beside wishes that were left than beside those that were bought.

with counts as (
    {%- for reason in abandoned_reasons() %}
    select
        wish_kind,
        '{{ reason }}' as reason,
        cast({{ loop.index }} as bigint) as reason_order,
        count(*) filter (where not is_bought) as left_count,
        count(*) filter (where is_bought) as bought_count,
        count(*) filter (where not is_bought and is_{{ reason }}) as left_evidence_count,
        count(*) filter (where is_bought and is_{{ reason }}) as bought_evidence_count
    from {{ ref('int_wish_evidence') }}
    group by wish_kind
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}
),

-- Half a wish of each sort is added, so that few wishes prove little.
shares as (
    select
        *,
        (cast(left_evidence_count as double) + 0.5) / (left_count + 1) as left_share,
        (cast(bought_evidence_count as double) + 0.5) / (bought_count + 1) as bought_share
    from counts
)

select
    wish_kind,
    reason,
    reason_order,
    left_count,
    bought_count,
    left_evidence_count,
    bought_evidence_count,
    -- If a part of those left was left for this reason, and the evidence stands beside all others as often as beside what was bought, this is that
    -- part among those left with the evidence.
    -- Who buys begins a checkout, so that what was bought says nothing about looking.
    case
        when reason <> 'looking'
            then {{ rounded('greatest((left_share - bought_share) / ((1 - bought_share) * left_share), 0)') }}
    end as confidence
from shares
