-- Times are microseconds since 1970, UTC. Names of players are here and nowhere else, so that they can be erased.

-- +goose Up
create table accounts (
    player  text   primary key,
    name    text   not null,
    login   text   unique,                   -- the name in small letters; null for guests
    hash    text   not null default '',      -- of the password
    role    text   not null default 'player',
    created bigint not null,
    erased  bigint
);

-- What runs, ran, or was to run. proposed: its players have not all accepted yet. opening: the shard has not confirmed it
-- yet. void: it never ran, or was lost.
create table matches (
    number   bigint generated always as identity primary key,
    id       text    not null unique,
    mode     text    not null,
    scenario text    not null,
    teams    text    not null,                -- JSON: the team of each seat
    size     bigint  not null,                -- seats
    region   text    not null default '',
    shard    text    not null,
    seed     bigint  not null,                -- 64 bits, as a signed number
    status   text    not null check (status in ('proposed', 'opening', 'open', 'ended', 'void')),
    rated    bigint  not null default 0,
    joinable bigint  not null default 0,      -- free seats are given to others
    season   bigint  not null default 1,
    begun    bigint  not null,
    ended    bigint,
    winner   bigint,
    reason   text    not null default '',
    why      text    not null default '',     -- JSON: api.Why
    ai       text    not null default '',     -- JSON: the level of each seat's AI commander
    accept   bigint                           -- of a proposed one: until when
);
create index matches_that_run on matches (number) where status in ('proposed', 'opening', 'open');

-- place is the order of coming. waiting: in line. proposed: a match is found, its players have not all accepted. placed: a
-- seat is found, the shard does not know yet. assigned: it does. cancelled, expired: over, and why says how.
create table tickets (
    place     bigint generated always as identity primary key,
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
    created   bigint  not null,
    touched   bigint  not null,               -- when status last changed
    assigned  bigint                          -- when it first became so
);
create index tickets_in_line on tickets (place) where status = 'waiting';
create index tickets_of_match on tickets (match) where match <> '';
create index tickets_assigned on tickets (mode, place) where assigned is not null;
create index tickets_touched on tickets (touched) where status in ('proposed', 'assigned', 'expired', 'cancelled');

-- live: the ticket is not over for this player.
create table ticket_players (
    ticket   text    not null,
    player   text    not null,
    live     bigint  not null default 1,
    accepted bigint  not null default 0,
    primary key (ticket, player)
);
create unique index one_ticket_a_player on ticket_players (player) where live = 1;

-- Who sat where, one row a sitting. placed and held: theirs. left: given up; told says whether the shard knows.
-- over: the match is.
create table seats (
    id     bigint generated always as identity primary key,
    match  text    not null,
    seat   bigint  not null,
    player text    not null,
    ticket text    not null,
    status text    not null check (status in ('placed', 'held', 'left', 'over')),
    told   bigint  not null default 0
);
create unique index one_player_a_seat on seats (match, seat) where status in ('placed', 'held');
create unique index one_seat_a_player on seats (player) where status in ('placed', 'held');
create index seats_of_match on seats (match);
create index seats_of_ticket on seats (ticket);
create index seats_to_tell on seats (match) where told = 0 and status in ('placed', 'left');

-- What shards reported, once a match.
create table results (
    match    text    primary key,
    shard    text    not null,
    winner   bigint  not null,
    reason   text    not null,
    ticks    bigint  not null,
    hash     text    not null,
    received bigint  not null
);

-- Who played what, with the rating before and after. number is that of the match.
create table played (
    number  bigint  not null,
    match   text    not null,
    player  text    not null,
    seat    bigint  not null,
    team    bigint  not null,
    mu0     double precision not null,
    sigma0  double precision not null,
    mu1     double precision not null,
    sigma1  double precision not null,
    primary key (player, number)
);

create table seasons (
    number bigint primary key,
    name   text   not null,
    begun  bigint not null,
    ended  bigint
);

create table ratings (
    player text    not null,
    mode   text    not null,
    season bigint  not null,
    mu     double precision not null,
    sigma  double precision not null,
    played bigint  not null default 0,
    won    bigint  not null default 0,
    primary key (player, mode, season)
);
create index leaderboards on ratings (mode, season, (mu - 2 * sigma));

-- A signed-in device. secret is the hash of the refresh token that is good, previous of the one before it.
create table sessions (
    id       text    primary key,
    player   text    not null,
    secret   text    not null,
    previous text    not null default '',
    rotated  bigint  not null,
    created  bigint  not null,
    expires  bigint  not null
);
create index sessions_of_player on sessions (player);

-- Public keys that tokens of accounts may be signed with, of all matchmakers.
create table access_keys (
    kid     text   primary key,
    public  text   not null,
    created bigint not null,
    expires bigint not null
);

create table parties (
    id      text   primary key,
    code    text   not null unique,
    leader  text   not null,
    created bigint not null
);
create table members (
    player text   primary key,
    party  text   not null,
    joined bigint not null
);
create index members_of_party on members (party, joined);
create table invitations (
    party   text   not null,
    player  text   not null,
    sender  text   not null,
    created bigint not null,
    primary key (party, player)
);
create index invitations_of_player on invitations (player);

create table sanctions (
    id      text   primary key,
    player  text   not null,
    kind    text   not null check (kind in ('mute', 'kick', 'ban')),
    reason  text   not null,
    author  text   not null,
    match   text   not null default '',
    created bigint not null,
    expires bigint,
    lifted  bigint
);
create index sanctions_of_player on sanctions (player);
create table complaints (
    id      text   primary key,
    author  text   not null,
    player  text   not null,
    match   text   not null default '',
    reason  text   not null,
    body    text   not null default '',
    created bigint not null,
    closed  bigint,
    verdict text   not null default ''
);
create index complaints_to_read on complaints (created) where closed is null;
create table audit (
    number bigint generated always as identity primary key,
    at     bigint not null,
    author text   not null,
    what   text   not null,
    whom   text   not null default '',
    detail text   not null default ''
);

-- Answers to requests with an idempotency key. status 0: under way.
create table answers (
    scope   text   not null,
    key     text   not null,
    request text   not null,
    status  bigint not null default 0,
    body    text   not null default '',
    created bigint not null,
    primary key (scope, key)
);
insert into seasons (number, name, begun) values (1, 'Season 1', (extract(epoch from now()) * 1000000)::bigint);

-- +goose Down
drop table answers;
drop table audit;
drop table complaints;
drop table sanctions;
drop table invitations;
drop table members;
drop table parties;
drop table access_keys;
drop table sessions;
drop table ratings;
drop table seasons;
drop table played;
drop table results;
drop table seats;
drop table ticket_players;
drop table tickets;
drop table matches;
drop table accounts;
