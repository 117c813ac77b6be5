-- +goose Up
-- Who may come in: accounts can be disabled and belong to somebody at an OpenID Connect provider; sessions outlive a restart;
-- programs have tokens of their own. Secrets are kept as hashes.
alter table accounts add column subject text not null default ''; -- issuer, space, subject; empty: signs in by password
alter table accounts add column disabled text;                    -- since when; null: in use
create unique index accounts_subject on accounts (subject) where subject <> '';

create table sessions (
    token   text primary key, -- hash of what the browser holds
    data    blob not null,
    expires text not null
) strict, without rowid;
create index sessions_expires on sessions (expires);

create table tokens (
    id      text primary key,
    name    text not null,
    role    text not null,
    scope   text not null,
    hash    text not null unique,
    created text,
    expires text, -- null: never
    used    text, -- to the minute; null: never
    revoked text  -- null: in use
) strict, without rowid;
