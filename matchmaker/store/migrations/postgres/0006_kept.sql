-- +goose Up
-- A match that its shard does not run, and that must not be void for it while that shard is away: parked is 1 while it waits for
-- another release, waits is until when one in quarantine waits for its operator, in microseconds.
alter table matches add column parked bigint not null default 0;
alter table matches add column waits bigint;

-- +goose Down
alter table matches drop column waits;
alter table matches drop column parked;
