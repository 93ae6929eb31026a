-- +goose Up
-- Who has read the chat of a match that runs, or has looked at it without delay, and until when that may go on. They know
-- what all sides know, and get no seat in it.
create table readers (
    match  text    not null,
    player text    not null,
    since  integer not null,
    sight  integer,                      -- looks without delay until then; null for who read the chat alone
    primary key (match, player)
) strict;

-- Accounts that may look at matches without delay.
alter table accounts add column sight integer not null default 0;

-- Who is shown addresses, and until when.
create table addresses_shown (
    player text not null primary key,
    until  integer not null
) strict;

-- +goose Down
drop table addresses_shown;
alter table accounts drop column sight;
drop table readers;
