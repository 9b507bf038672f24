"""The tables of the outbox: batches, the decisions in them, and the attempts to post them. Moments are UTC."""

SCHEMA = """
create table if not exists batches (
    batch_id text primary key, -- the webhook-id: the same in every attempt
    as_of_date text not null,
    number integer not null,
    kind text not null check (kind in ('plan', 'audience')),
    body text, -- an audience's manifest
    state text not null default 'open' check (state in ('open', 'done', 'refused')),
    unique (as_of_date, kind, number)
) strict;
create table if not exists decisions (
    decision_id text primary key,
    batch_id text not null references batches,
    outcome text check (outcome in ('accepted', 'rejected', 'expired')), -- null: not known yet
    reason text
) strict;
create index if not exists decisions_of_batch on decisions (batch_id);
create table if not exists attempts (
    attempt_id integer primary key,
    batch_id text not null references batches,
    began_at text not null,
    ended_at text, -- null: killed within
    status integer, -- null: no whole answer
    outcome text check (outcome in ('accepted', 'refused', 'repeated', 'stopped')),
    accepted_count integer,
    rejected_count integer,
    answer text,
    wait_until text
) strict;
"""
