-- +goose Up
-- What customers went through (个案): put together from their closed conversations, and anew whenever one of those changes.
-- All of it can be made again from the other tables.
create table cases (
    id          text primary key,
    customer    text not null,
    merchant    text not null,
    opened      text,             -- start of the first conversation
    latest      text,             -- end of the last one
    contacts    integer not null, -- conversations in which the customer came or was called
    bounces     integer not null, -- times the customer was sent elsewhere and had to go there
    retold      integer not null, -- times the story was told again
    resolved    integer not null,
    remedy      text not null,    -- kind of the last remedy, or 'none'
    amount      real not null,    -- its yuan, 0 where none was named
    detail      text not null     -- JSON object: the whole case as `tingjian inspect --cases` prints it
) strict, without rowid;
create index cases_customer on cases (customer);

create table case_transcripts (
    transcript text primary key, -- the conversation's id
    case_id    text not null references cases (id)
) strict, without rowid;
create index case_transcripts_case on case_transcripts (case_id);
