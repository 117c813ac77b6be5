-- +goose Up
-- Which branch of a judgement fired, and of a remedy or promise what was given: its kind and, in yuan, how much.
alter table findings add column branch text not null default '';
alter table findings add column kind text not null default '';
alter table findings add column amount real not null default 0;
