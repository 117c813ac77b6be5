-- +goose Up
-- How soon each party replied, by the clock hour in which the customer asked (响应统计): what the platforms' metrics are added up
-- from. Written with party_scores, under the same key.
create table replies (
    transcript       integer not null references transcripts (n),
    place            integer not null, -- the party's position in the inspection
    hour             text not null,    -- 2024-08-06T10, in Asia/Shanghai
    asked            integer not null, -- questions: runs of customer messages up to the first reply
    answered         integer not null,
    in_time          integer not null, -- replied to within three minutes
    messages         integer not null,
    messages_in_time integer not null,
    seconds          real not null,    -- waited for the replies that came
    capped_seconds   real not null,    -- 600 for whatever took longer or never came
    longest          real not null,
    first_seconds    real,             -- to the first reply; null: not in this row
    primary key (transcript, place, hour)
) strict, without rowid;
