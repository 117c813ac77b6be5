-- +goose Up
-- What people said of findings (复核). Verdicts are never changed, and nothing that the machine writes touches them: they name
-- conversation and finding by their ids and carry what was judged, as it stood then.
create table verdicts (
    id         integer primary key autoincrement,
    transcript text not null,
    finding    text not null,
    decision   text not null,    -- confirm, overturn, add, withdraw
    code       text not null,
    rule       text not null,
    version    text not null,
    turn       integer not null,
    from_byte  integer not null,
    to_byte    integer not null,
    quote      text not null,
    speaker    text not null,
    agent      text not null,
    by_person  text not null,
    at         text not null,
    reason     text not null,
    appeal     integer           -- the appeal that it decides
) strict;
create index verdicts_transcript on verdicts (transcript);
create index verdicts_finding on verdicts (finding);

create table appeals (
    id         integer primary key autoincrement,
    transcript text not null,
    finding    text not null unique,
    code       text not null,
    rule       text not null,
    version    text not null,
    turn       integer not null,
    from_byte  integer not null,
    to_byte    integer not null,
    quote      text not null,
    speaker    text not null,
    agent      text not null,
    by_person  text not null,
    at         text not null,
    reason     text not null,
    due        text not null,
    closed     text,             -- null: it waits
    decision   text not null,    -- confirm: the finding stands; overturn: granted
    decided_by text not null,
    answer     text not null
) strict;
create index appeals_transcript on appeals (transcript);
create index appeals_due on appeals (due) where closed is null;

-- What is to be reviewed (抽检), each with the chance at which it was drawn.
create table draws (
    transcript  text primary key,
    kind        text not null,
    tier        integer not null,
    chance      real not null,
    uniform     real not null,    -- the chance that every conversation had, whatever its risk
    queue_order integer not null,
    at          text not null,
    wanted      integer not null,
    done        integer not null  -- reviews finished
) strict, without rowid;
create index draws_waiting on draws (kind, tier desc, queue_order) where done < wanted;
create index draws_at on draws (at);

create table reviews (
    transcript text not null references draws (transcript),
    by_person  text not null,
    at         text not null,
    primary key (transcript, by_person)
) strict, without rowid;

create table saved_searches (
    owner text not null,
    name  text not null,
    query text not null,
    primary key (owner, name)
) strict, without rowid;

create view v_verdicts as
select v.id, datetime(v.at, 'localtime') as at, v.by_person as person, v.decision, v.transcript, v.turn, v.code, v.rule, v.quote, v.reason,
    v.finding, v.agent, t.merchant, t.vendor, t.team, v.appeal
from verdicts v join transcripts t on t.id = v.transcript;

create view v_appeals as
select a.id, datetime(a.at, 'localtime') as at, datetime(a.due, 'localtime') as due, datetime(a.closed, 'localtime') as closed,
    a.by_person as person, a.decided_by, a.decision, a.transcript, a.turn, a.code, a.rule, a.quote, a.reason, a.answer, a.agent,
    t.merchant, t.vendor, t.team
from appeals a join transcripts t on t.id = a.transcript;
