-- +goose Up
-- From when to when a player held a seat, in microseconds; none for one that is held, or was given before this was kept.
alter table seats add column since integer;
alter table seats add column until integer;

-- +goose Down
alter table seats drop column until;
alter table seats drop column since;
