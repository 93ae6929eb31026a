-- +goose Up
-- Anybody may list the matches of a scenario that came to an end: not by going through those of all others.
create index matches_that_ended on matches (scenario, number) where status = 'ended';

-- +goose Down
drop index matches_that_ended;
