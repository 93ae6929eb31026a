-- Times are microseconds since 1970, UTC. Names of players are here and nowhere else, so that they can be erased.

-- +goose Up
create table accounts (
    player  text primary key,
    name    text    not null,
    created integer not null
) strict, without rowid;

-- What runs, ran, or was to run. opening: the shard has not confirmed it yet. void: it never ran, or was lost.
create table matches (
    number   integer primary key autoincrement,
    id       text    not null unique,
    scenario text    not null,
    teams    text    not null,                -- JSON: the team of each seat
    shard    text    not null,
    seed     integer not null,                -- 64 bits, as a signed number
    status   text    not null check (status in ('opening', 'open', 'ended', 'void')),
    begun    integer not null,
    ended    integer,
    winner   integer,
    reason   text    not null default ''
) strict;
create index matches_that_run on matches (number) where status in ('opening', 'open');

-- place is the order of coming. waiting: in line. placed: a seat is found, the shard does not know yet. assigned: it
-- does. cancelled, expired: over, and why says how.
create table tickets (
    place    integer primary key autoincrement,
    id       text    not null unique,
    player   text    not null references accounts (player),
    scenario text    not null,                -- empty for any
    status   text    not null check (status in ('waiting', 'placed', 'assigned', 'cancelled', 'expired')),
    why      text    not null default '',
    created  integer not null
) strict;
create unique index one_ticket_a_player on tickets (player) where status in ('waiting', 'placed', 'assigned');
create index tickets_in_line on tickets (place) where status = 'waiting';

-- Who sat where, one row a sitting. placed and held: theirs. left: given up; told says whether the shard knows.
-- over: the match is.
create table seats (
    id     integer primary key,
    match  text    not null references matches (id),
    seat   integer not null,
    player text    not null references accounts (player),
    ticket text    not null references tickets (id),
    status text    not null check (status in ('placed', 'held', 'left', 'over')),
    told   integer not null default 0
) strict;
create unique index one_player_a_seat on seats (match, seat) where status in ('placed', 'held');
create unique index one_seat_a_player on seats (player) where status in ('placed', 'held');
create index seats_of_ticket on seats (ticket);
create index seats_to_tell on seats (match) where told = 0;

create table reports (
    match    text    primary key references matches (id),
    shard    text    not null,
    winner   integer not null,
    reason   text    not null,
    ticks    integer not null,
    hash     text    not null,
    received integer not null
) strict, without rowid;

-- +goose Down
drop table reports;
drop table seats;
drop table tickets;
drop table matches;
drop table accounts;
