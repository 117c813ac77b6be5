-- +goose Up
-- What the overview adds up (总览), so that it need not read every conversation of two months. Days are those of Asia/Shanghai in
-- which conversations started. Only closed and wholly inspected conversations count; faults that people overturned do not.
create table days (
    day     text primary key,  -- 2024-08-06
    changes integer not null,  -- times that a counted conversation of the day changed, or what people said of it
    tallied integer not null   -- changes when the tallies below were made; they hold while the two are equal
) strict, without rowid;

create table tallies (
    day           text not null,
    merchant      text not null,
    vendor        text not null,
    conversations integer not null,
    asked         integer not null, -- questions to people
    in_time       integer not null, -- of these, replied to within three minutes
    primary key (day, merchant, vendor)
) strict, without rowid;

create table fault_tallies (
    day           text not null,
    code          text not null,
    merchant      text not null,
    vendor        text not null,
    findings      integer not null,
    conversations integer not null, -- that hold any of them
    primary key (day, code, merchant, vendor)
) strict, without rowid;

create table agent_tallies (
    day           text not null,
    vendor        text not null,
    agent         text not null,
    merchant      text not null,
    conversations integer not null,
    warmth        real not null,    -- sum
    warmths       integer not null, -- of so many
    resolution    real not null,
    resolutions   integer not null,
    primary key (day, vendor, agent, merchant)
) strict, without rowid;

-- Every day is added up anew when the ledger is opened.
insert into days (day, changes, tallied)
select distinct coalesce(date(substr(started, 1, 19), '+8 hours'), '9999-12-31'), 1, 0 from transcripts where started is not null;

-- Scorecards read the conversations of one merchant.
create index transcripts_merchant on transcripts (merchant, started) where merchant <> '';
