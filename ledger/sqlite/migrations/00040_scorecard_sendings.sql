-- +goose Up
-- Which weekly scorecards (商家周报) were sent to whom. A row is written before the sending begins, so that nothing goes out twice.
create table scorecard_sendings (
    merchant text not null,
    week     text not null,    -- 2024-W32
    target   text not null,    -- 'mail:' and an address, or the kind of a webhook and its place in the configuration
    state    text not null,    -- sending, sent, retrying, unsure, given_up or nothing
    attempts integer not null,
    at       text not null,    -- of the last change
    until    text,             -- sending: end of the lease; retrying: time of the next attempt
    reason   text not null,
    primary key (merchant, week, target)
) strict, without rowid;
create index scorecard_sendings_week on scorecard_sendings (week);
