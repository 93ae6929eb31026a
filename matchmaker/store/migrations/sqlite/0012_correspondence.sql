-- +goose Up
-- Play by correspondence: a player may be in many such matches at once, and wait for another one meanwhile. All else is
-- as it was: one ticket and one seat a player.
alter table matches add column post integer not null default 0;
alter table tickets add column post integer not null default 0;
alter table ticket_players add column post integer not null default 0;
alter table seats add column post integer not null default 0;
drop index one_ticket_a_player;
create unique index one_ticket_a_player on ticket_players (player) where live = 1 and post = 0;
create index live_tickets_of_player on ticket_players (player) where live = 1;
drop index one_seat_a_player;
create unique index one_seat_a_player on seats (player) where status in ('placed', 'held') and post = 0;
create unique index one_seat_a_match on seats (match, player) where status in ('placed', 'held') and post = 1;
create index live_seats_of_player on seats (player) where status in ('placed', 'held');

-- Of a match by turns, as its shard told last: which turn it is, whether the seat's player is to plan it, whether
-- others may believe so, and until when.
alter table seats add column turn integer not null default 0;
alter table seats add column plans integer not null default 0;
alter table seats add column waits integer not null default 0;
alter table seats add column due integer;

-- +goose Down
alter table seats drop column due;
alter table seats drop column waits;
alter table seats drop column plans;
alter table seats drop column turn;
drop index live_seats_of_player;
drop index one_seat_a_match;
drop index one_seat_a_player;
update seats set status = 'left', told = 0 where post = 1 and status in ('placed', 'held');
create unique index one_seat_a_player on seats (player) where status in ('placed', 'held');
drop index live_tickets_of_player;
drop index one_ticket_a_player;
update ticket_players set live = 0 where post = 1;
create unique index one_ticket_a_player on ticket_players (player) where live = 1;
alter table seats drop column post;
alter table ticket_players drop column post;
alter table tickets drop column post;
alter table matches drop column post;
