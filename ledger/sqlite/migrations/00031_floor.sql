-- +goose Up
-- What is going on now (现场): conversations in progress are few among all, so an index of their own makes counting them cheap.
create index transcripts_open on transcripts (started) where not closed;

-- The promises of each case (承诺台账), so that what is due can be found without reading cases.
create table promises (
    case_id    text not null references cases (id),
    place      integer not null, -- its position in the case
    transcript text not null,    -- the conversation's id
    turn       integer not null,
    speaker    text not null,
    agent      text not null,
    kind       text not null,
    quote      text not null,
    due        text,             -- null: no time was named
    status     text not null,    -- kept, broken, re-promised, open
    primary key (case_id, place)
) strict, without rowid;
create index promises_due on promises (due) where status = 'open';

insert into promises (case_id, place, transcript, turn, speaker, agent, kind, quote, due, status)
select c.id, p.key, p.value ->> 'transcript', p.value ->> 'turn', p.value ->> 'speaker', coalesce(p.value ->> 'agent', ''),
    coalesce(p.value ->> 'kind', ''), p.value ->> 'text', strftime('%Y-%m-%dT%H:%M:%fZ', p.value ->> 'due'), p.value ->> 'status'
from cases c, json_each(c.detail, '$.promises') p;

-- Who was on duty (排班), from a CSV file. Times are those of Asia/Shanghai, to the minute: 2024-08-06T08:00.
create table roster (
    vendor   text not null,
    team     text not null,
    merchant text not null,
    agent    text not null,
    begins   text not null,
    ends     text not null,
    primary key (vendor, begins, team, merchant, agent)
) strict, without rowid;
