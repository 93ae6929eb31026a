-- Times are microseconds since 1970, UTC. Names of players are here and nowhere else, so that they can be erased.

-- +goose Up
-- The first form of the queue: one player a ticket, one mode.
drop index matches_that_run;
drop index one_ticket_a_player;
drop index tickets_in_line;
drop index one_player_a_seat;
drop index one_seat_a_player;
drop index seats_of_ticket;
drop index seats_to_tell;
alter table matches rename to old_matches;
alter table tickets rename to old_tickets;
alter table seats rename to old_seats;
alter table reports rename to old_reports;

alter table accounts add column login text;
alter table accounts add column hash text not null default '';
alter table accounts add column role text not null default 'player';
alter table accounts add column erased integer;
create unique index one_login_an_account on accounts (login);

-- What runs, ran, or was to run. proposed: its players have not all accepted yet. opening: the shard has not confirmed it
-- yet. void: it never ran, or was lost.
create table matches (
    number   integer primary key autoincrement,
    id       text    not null unique,
    mode     text    not null,
    scenario text    not null,
    teams    text    not null,                -- JSON: the team of each seat
    size     integer not null,                -- seats
    region   text    not null default '',
    shard    text    not null,
    seed     integer not null,                -- 64 bits, as a signed number
    status   text    not null check (status in ('proposed', 'opening', 'open', 'ended', 'void')),
    rated    integer not null default 0,
    joinable integer not null default 0,      -- free seats are given to others
    season   integer not null default 1,
    begun    integer not null,
    ended    integer,
    winner   integer,
    reason   text    not null default '',
    why      text    not null default '',     -- JSON: api.Why
    ai       text    not null default '',     -- JSON: the level of each seat's AI commander
    accept   integer                          -- of a proposed one: until when
) strict;
create index matches_that_run on matches (number) where status in ('proposed', 'opening', 'open');

-- place is the order of coming. waiting: in line. proposed: a match is found, its players have not all accepted. placed: a
-- seat is found, the shard does not know yet. assigned: it does. cancelled, expired: over, and why says how.
create table tickets (
    place     integer primary key autoincrement,
    id        text    not null unique,
    mode      text    not null,
    scenarios text    not null,               -- JSON; [] for any
    region    text    not null default '',
    rtts      text    not null default '{}',  -- JSON: milliseconds by region
    party     text    not null default '',
    wish      text    not null default '',    -- this match and no other
    status    text    not null check (status in ('waiting', 'proposed', 'placed', 'assigned', 'cancelled', 'expired')),
    why       text    not null default '',
    match     text    not null default '',
    created   integer not null,
    touched   integer not null,               -- when status last changed
    assigned  integer                         -- when it first became so
) strict;
create index tickets_in_line on tickets (place) where status = 'waiting';
create index tickets_of_match on tickets (match) where match <> '';
create index tickets_assigned on tickets (mode, place) where assigned is not null;
create index tickets_touched on tickets (touched) where status in ('proposed', 'assigned', 'expired', 'cancelled');

-- live: the ticket is not over for this player.
create table ticket_players (
    ticket   text    not null,
    player   text    not null,
    live     integer not null default 1,
    accepted integer not null default 0,
    primary key (ticket, player)
) strict;
create unique index one_ticket_a_player on ticket_players (player) where live = 1;

-- Who sat where, one row a sitting. placed and held: theirs. left: given up; told says whether the shard knows.
-- over: the match is.
create table seats (
    id     integer primary key autoincrement,
    match  text    not null,
    seat   integer not null,
    player text    not null,
    ticket text    not null,
    status text    not null check (status in ('placed', 'held', 'left', 'over')),
    told   integer not null default 0
) strict;
create unique index one_player_a_seat on seats (match, seat) where status in ('placed', 'held');
create unique index one_seat_a_player on seats (player) where status in ('placed', 'held');
create index seats_of_match on seats (match);
create index seats_of_ticket on seats (ticket);
create index seats_to_tell on seats (match) where told = 0 and status in ('placed', 'left');

-- What shards reported, once a match.
create table results (
    match    text    primary key,
    shard    text    not null,
    winner   integer not null,
    reason   text    not null,
    ticks    integer not null,
    hash     text    not null,
    received integer not null
) strict;

-- Who played what, with the rating before and after. number is that of the match.
create table played (
    number  integer not null,
    match   text    not null,
    player  text    not null,
    seat    integer not null,
    team    integer not null,
    mu0     real not null,
    sigma0  real not null,
    mu1     real not null,
    sigma1  real not null,
    primary key (player, number)
) strict;

create table seasons (
    number integer primary key,
    name   text   not null,
    begun  integer not null,
    ended  integer
) strict;

create table ratings (
    player text    not null,
    mode   text    not null,
    season integer not null,
    mu     real not null,
    sigma  real not null,
    played integer not null default 0,
    won    integer not null default 0,
    primary key (player, mode, season)
) strict;
create index leaderboards on ratings (mode, season, (mu - 2 * sigma));

-- A signed-in device. secret is the hash of the refresh token that is good, previous of the one before it.
create table sessions (
    id       text    primary key,
    player   text    not null,
    secret   text    not null,
    previous text    not null default '',
    rotated  integer not null,
    created  integer not null,
    expires  integer not null
) strict;
create index sessions_of_player on sessions (player);

-- Public keys that tokens of accounts may be signed with, of all matchmakers.
create table access_keys (
    kid     text   primary key,
    public  text   not null,
    created integer not null,
    expires integer not null
) strict;

create table parties (
    id      text   primary key,
    code    text   not null unique,
    leader  text   not null,
    created integer not null
) strict;
create table members (
    player text   primary key,
    party  text   not null,
    joined integer not null
) strict;
create index members_of_party on members (party, joined);
create table invitations (
    party   text   not null,
    player  text   not null,
    sender  text   not null,
    created integer not null,
    primary key (party, player)
) strict;
create index invitations_of_player on invitations (player);

create table sanctions (
    id      text   primary key,
    player  text   not null,
    kind    text   not null check (kind in ('mute', 'kick', 'ban')),
    reason  text   not null,
    author  text   not null,
    match   text   not null default '',
    created integer not null,
    expires integer,
    lifted  integer
) strict;
create index sanctions_of_player on sanctions (player);
create table complaints (
    id      text   primary key,
    author  text   not null,
    player  text   not null,
    match   text   not null default '',
    reason  text   not null,
    body    text   not null default '',
    created integer not null,
    closed  integer,
    verdict text   not null default ''
) strict;
create index complaints_to_read on complaints (created) where closed is null;
create table audit (
    number integer primary key autoincrement,
    at     integer not null,
    author text   not null,
    what   text   not null,
    whom   text   not null default '',
    detail text   not null default ''
) strict;

-- Answers to requests with an idempotency key. status 0: under way.
create table answers (
    scope   text   not null,
    key     text   not null,
    request text   not null,
    status  integer not null default 0,
    body    text   not null default '',
    created integer not null,
    primary key (scope, key)
) strict;

insert into seasons (number, name, begun) values (1, 'Season 1', unixepoch() * 1000000);
insert into matches (number, id, mode, scenario, teams, size, shard, seed, status, joinable, begun, ended, winner, reason)
    select number, id, 'quick', scenario, teams, json_array_length(teams), shard, seed, status, 1, begun, ended, winner, reason from old_matches;
insert into tickets (place, id, mode, scenarios, status, why, match, created, touched)
    select place, id, 'quick', case scenario when '' then '[]' else json_array(scenario) end, status, why,
        coalesce((select match from old_seats s where s.ticket = t.id and s.status in ('placed', 'held')), ''), created, created
    from old_tickets t;
insert into ticket_players (ticket, player, live)
    select id, player, status in ('waiting', 'placed', 'assigned') from old_tickets;
insert into seats (id, match, seat, player, ticket, status, told) select id, match, seat, player, ticket, status, told from old_seats;
insert into results select * from old_reports;
drop table old_reports;
drop table old_seats;
drop table old_tickets;
drop table old_matches;

-- +goose Down
select 'this step cannot be undone: what it added has no place in the form before' from missing_way_back;
