-- +goose Up
-- Where players want to be told that a turn is theirs. Until one is confirmed, nothing but a link
-- to confirm it goes there.
create table notice_ways (
    id        text    not null primary key,
    player    text    not null,
    kind      text    not null check (kind in ('mail', 'webhook', 'push')),
    target    text    not null,            -- an address of mail, or a URL
    secret    text    not null default '', -- of a webhook: what messages are signed with; of web push: its keys as JSON
    created   integer not null,
    confirmed integer,
    failed    integer not null default 0   -- messages in a row that did not arrive
) strict;
create unique index one_way_a_target on notice_ways (player, kind, target);

-- When not to tell them, and in which language.
create table notice_wishes (
    player     text    not null primary key,
    zone       text    not null default '', -- of IANA's time zones; empty for UTC
    quiet_from integer not null default 0,  -- minutes of the day there; the same as quiet_to for never
    quiet_to   integer not null default 0,
    lang       text    not null default ''
) strict;

-- The outbox. A row is written once for each way and turn, and taken by one sender once: what may have arrived is never
-- sent again.
create table notices (
    number  integer primary key autoincrement,
    way     text    not null,
    stint   integer not null default 0, -- of the seat whose turn it is; 0 for a link to confirm the way
    turn    integer not null default 0,
    player  text    not null,
    mark    text    not null,       -- hash of the target, by which links to confirm are counted
    status  text    not null check (status in ('waiting', 'sending', 'sent', 'refused', 'unknown', 'dropped')),
    tries   integer not null default 0,
    due     integer not null,           -- not before
    created integer not null,
    touched integer not null
) strict;
create unique index one_notice_a_turn on notices (way, stint, turn) where stint > 0;
create index notices_to_send on notices (due) where status in ('waiting', 'sending');
create index notices_by_mark on notices (mark, created) where stint = 0;
create index notices_by_player on notices (player, created) where stint = 0;

-- The last turn that a seat's player was there for: it needs no notice.
alter table seats add column seen integer not null default 0;

-- What all matchmakers sign with: links in messages, and web push.
create table notice_secrets (
    name  text not null primary key,
    value text not null
) strict;

-- +goose Down
drop table notice_secrets;
alter table seats drop column seen;
drop table notices;
drop table notice_wishes;
drop table notice_ways;
