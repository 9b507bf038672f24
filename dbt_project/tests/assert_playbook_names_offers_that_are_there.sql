-- Rows of the playbook that name an offer which the seed offers has not, or one twice.
{{ config(meta={'dagster': {'ref': {'name': 'playbook'}}}) }}

select
    playbook.user_group,
    playbook.cause,
    playbook.lifecycle,
    playbook.trigger,
    playbook.offers
from {{ ref('playbook') }} as playbook
left join {{ ref('offers') }} as offers on {{ listed('offers.offer', 'playbook.offers') }}
group by playbook.user_group, playbook.cause, playbook.lifecycle, playbook.trigger, playbook.offers
having count(offers.offer) <> 1 + length(playbook.offers) - length(replace(playbook.offers, ';', ''))
