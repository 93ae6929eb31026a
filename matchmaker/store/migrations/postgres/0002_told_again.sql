-- +goose Up
-- Shards are told again of players who hold a seat and were muted, or may speak again.
drop index seats_to_tell;
create index seats_to_tell on seats (match) where told = 0 and status in ('placed', 'held', 'left');

-- +goose Down
drop index seats_to_tell;
create index seats_to_tell on seats (match) where told = 0 and status in ('placed', 'left');
