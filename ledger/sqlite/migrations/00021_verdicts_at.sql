-- +goose Up
-- What people said lately is read from the first verdict of the time on.
create index verdicts_at on verdicts (at);
