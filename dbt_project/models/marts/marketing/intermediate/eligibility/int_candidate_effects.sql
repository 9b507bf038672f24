-- One row per user and trigger with a candidate: the orders that a message is expected to add. What was measured of the trigger, or of a cell of
-- users where that was surely better, is drawn to the seed's prior by how sure it is; and whether the trigger is parked.

with pairs as (
    select distinct
        user_id,
        trigger,
        same_as,
        prior_effect_orders
    from {{ ref('int_candidate_verdicts') }}
),

-- What the shop's own messages of the same cause did counts where those of the trigger have not been measured.
names as (
    select distinct
        pairs.trigger,
        results.trigger as measured_trigger,
        case when pairs.trigger = results.trigger then 0 else 1 end as name_place
    from pairs
    inner join {{ source('marketing', 'campaign_results') }} as results
        on pairs.trigger = results.trigger or {{ listed('results.trigger', 'pairs.same_as') }}
),

results as (
    select
        trigger,
        effect,
        valid_low,
        valid_high
    from {{ source('marketing', 'campaign_results') }}
    where segment = 'everyone' and outcome = 'orders' and effect is not null and valid_high > valid_low
),

cells as (
    select * from {{ source('marketing', 'campaign_cells') }}
    where status = 'own_figure'
),

traits as (
    select * from {{ ref('int_candidate_traits') }}
),

measured as (
    select
        pairs.user_id,
        pairs.trigger,
        names.name_place,
        0 as cell_place,
        cells.trigger || ', ' || cells.trait || ' ' || cells.trait_value as effect_source,
        cells.used_effect as effect,
        cells.valid_low,
        cells.valid_high
    from pairs
    inner join names on pairs.trigger = names.trigger
    inner join cells on names.measured_trigger = cells.trigger
    inner join traits on pairs.user_id = traits.user_id and cells.trait = traits.trait and cells.trait_value = traits.trait_value
    where cells.outcome = 'orders' and cells.used_effect is not null and cells.valid_high > cells.valid_low

    union all

    select
        pairs.user_id,
        pairs.trigger,
        names.name_place,
        1 as cell_place,
        results.trigger as effect_source,
        results.effect,
        results.valid_low,
        results.valid_high
    from pairs
    inner join names on pairs.trigger = names.trigger
    inner join results on names.measured_trigger = results.trigger
),

placed as (
    select
        *,
        (valid_high - valid_low) / (2 * 1.959964) as effect_error,
        row_number() over (partition by user_id, trigger order by name_place, cell_place, effect_source) as place
    from measured
),

parked as (
    select
        names.trigger,
        bool_or(results.is_parked) as is_parked
    from names
    inner join {{ source('marketing', 'campaign_results') }} as results on names.measured_trigger = results.trigger
    where results.is_deciding
    group by names.trigger
),

left_alone as (
    select distinct
        traits.user_id,
        names.trigger
    from cells
    inner join names on cells.trigger = names.measured_trigger
    inner join traits on cells.trait = traits.trait and cells.trait_value = traits.trait_value
    where cells.is_left_alone
),

-- The prior's own error is as large as the prior: it says which order of size to expect, and little more.
weighed as (
    select
        pairs.user_id,
        pairs.trigger,
        pairs.prior_effect_orders,
        placed.effect_source,
        placed.effect,
        coalesce(
            pairs.prior_effect_orders * pairs.prior_effect_orders
            / nullif(pairs.prior_effect_orders * pairs.prior_effect_orders + placed.effect_error * placed.effect_error, 0),
            0
        ) as effect_weight
    from pairs
    left join placed on pairs.user_id = placed.user_id and pairs.trigger = placed.trigger and placed.place = 1
)

select
    weighed.user_id,
    weighed.trigger,
    coalesce(weighed.effect_source, 'prior') as effect_source,
    {{ rounded('weighed.effect_weight') }} as effect_weight,
    {{ rounded('weighed.effect_weight * coalesce(weighed.effect, 0) + (1 - weighed.effect_weight) * weighed.prior_effect_orders') }} as effect_orders,
    coalesce(parked.is_parked, false) or left_alone.user_id is not null as is_parked
from weighed
left join parked on weighed.trigger = parked.trigger
left join left_alone on weighed.user_id = left_alone.user_id and weighed.trigger = left_alone.trigger
