-- +goose Up
-- Since when a player who holds a seat is away, as its shard told last; null for who is there.
alter table seats add column away integer;

-- +goose Down
alter table seats drop column away;
