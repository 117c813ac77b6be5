-- +goose Up
-- The tables of the ledger (质检台账). docs/ledger.md says what every column means.
-- Times are RFC 3339 text: those of turns as the source gave them, with their zone; all others in UTC with at least
-- three decimals, so that comparing texts compares times. An empty text means unknown; a time not known is null.

create table transcripts (
    n             integer primary key, -- what other tables refer to; later conversations have higher numbers
    id            text not null unique,
    channel       text not null,
    merchant      text not null,
    vendor        text not null,
    team          text not null,
    customer      text not null,
    order_number  text not null,
    rating        real,
    rating_scale  real,
    started       text,                -- time of the earliest turn; without times, of the first arrival
    latest        text,                -- time of the latest turn; without times, of the latest arrival
    turn_count    integer not null,
    closed        integer not null,
    close_reason  text not null,
    first_arrived text,
    arrived       text,
    topic         text not null,
    partition     integer not null,
    wake          text,
    wake_as_of    text,
    waits         integer not null,    -- 1 while wake is set; an index of its own keeps it apart, as wake changes with every turn
    revision      integer not null,
    change        integer not null,
    facts         text,                -- JSON object
    extra         text,                -- JSON object
    state         blob
) strict;
create unique index transcripts_change on transcripts (change);
create index transcripts_started on transcripts (started);
create index transcripts_waits on transcripts (topic, partition) where waits;
-- Customers, and ids of findings, come in no order, so that every new row would change another page of a large index. The
-- two indexes on them are therefore cut in blocks of 1024 transcripts: writing stays within the newest blocks, looking up
-- tries each block.
create index transcripts_customer on transcripts (n >> 10, customer) where customer <> '';

create table turns (
    transcript integer not null references transcripts (n),
    turn       integer not null,
    seq        integer,
    speaker    text not null,
    agent      text not null,
    at         text,
    until      text,
    text       text not null,
    media      text, -- JSON array
    event      text, -- JSON object
    keys       text, -- JSON array
    extra      text, -- JSON object
    unique (transcript, turn)
) strict;

create table inspections (
    transcript integer primary key references transcripts (n),
    as_of      text,
    closed     integer not null,
    complete   integer not null,
    ruleset    text not null,
    warmth     real,
    resolution real,
    efficiency real,
    compliance real,
    outcome    text not null
) strict;

create table inspection_details (
    transcript integer primary key references transcripts (n),
    detail     text not null -- JSON object: scores with receipts, parties, outcome, failures
) strict;

create table findings (
    transcript integer not null references transcripts (n),
    place      integer not null, -- its position in the inspection
    id         text not null,
    code       text not null,
    rule       text not null,
    version    text not null,
    status     text not null,
    turn       integer not null,
    from_byte  integer not null,
    to_byte    integer not null,
    quote      text not null,
    message    text not null,
    speaker    text not null,
    agent      text not null,
    evidence   text, -- JSON array
    cleared_by text not null,
    confidence real not null,
    clock      text not null,
    pending    integer not null,
    decides_at text, -- a time, or 'next turns'
    primary key (transcript, place)
) strict, without rowid;
create index findings_id on findings (transcript >> 10, id);

create table party_scores (
    transcript integer not null references transcripts (n),
    place      integer not null, -- its position in the inspection
    speaker    text not null,
    agent      text not null,
    warmth     real,
    resolution real,
    efficiency real,
    compliance real,
    primary key (transcript, place)
) strict, without rowid;

create table offsets (
    topic       text not null,
    partition   integer not null,
    next_offset integer not null,
    primary key (topic, partition)
) strict, without rowid;

create table erased (
    id     text primary key,
    change integer not null unique
) strict, without rowid;

create table cursors (
    follower text primary key,
    position integer not null
) strict, without rowid;

create table dead_letters (
    id              integer primary key autoincrement,
    topic           text not null,
    partition       integer not null,
    message_offset  integer not null,
    key             text not null,
    reason          text not null,
    arrived         text,
    replayed        text,
    record          text not null
) strict;

create table accounts (
    name    text primary key,
    role    text not null,
    scope   text not null,
    hash    text not null,
    created text
) strict, without rowid;

create view v_transcripts as
select t.id, t.channel, t.merchant, t.vendor, t.team, t.customer, t.order_number, t.rating, t.rating_scale,
    datetime(t.started, 'localtime') as started, datetime(t.latest, 'localtime') as latest,
    t.turn_count as turns, t.closed, t.close_reason,
    i.warmth, i.resolution, i.efficiency, i.compliance, i.outcome, i.complete
from transcripts t left join inspections i on i.transcript = t.n;

create view v_turns as
select t.id as transcript, u.turn, u.at, u.speaker, u.agent, u.text, u.event ->> 'type' as event, u.media
from turns u join transcripts t on t.n = u.transcript;

create view v_inspections as
select t.id as transcript, t.merchant, t.vendor, t.team, i.as_of, i.closed, i.complete, i.ruleset,
    i.warmth, i.resolution, i.efficiency, i.compliance, i.outcome,
    (select count(*) from findings f where f.transcript = i.transcript) as findings
from inspections i join transcripts t on t.n = i.transcript;

create view v_findings as
select f.id, t.id as transcript, f.turn, datetime(coalesce(u.at, t.started), 'localtime') as said,
    f.code, f.status, f.pending, t.merchant, t.vendor, t.team, f.speaker, f.agent,
    f.quote, f.message, f.rule, f.confidence, u.text
from findings f
join transcripts t on t.n = f.transcript
left join turns u on u.transcript = f.transcript and u.turn = f.turn;

create view v_party_scores as
select t.id as transcript, datetime(t.started, 'localtime') as started, t.merchant, t.vendor, t.team,
    p.speaker, p.agent, p.warmth, p.resolution, p.efficiency, p.compliance
from party_scores p join transcripts t on t.n = p.transcript;

create view v_dead_letters as
select id, datetime(arrived, 'localtime') as arrived, topic, partition, message_offset, key, reason,
    datetime(replayed, 'localtime') as replayed, substr(record, 1, 200) as record
from dead_letters;
