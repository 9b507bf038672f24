-- One row per user and trigger that the playbook allows. No playbook is made yet.
{{ config(materialized='view') }}

select
    cast(null as string) as user_id,
    cast(null as string) as trigger,
    cast(null as string) as offers,
    cast(null as bigint) as contacts_a_month
where false
