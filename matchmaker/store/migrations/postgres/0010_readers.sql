-- +goose Up
-- Who has read the chat of a match that runs, or has looked at it without delay, and until when that may go on. They know
-- what all sides know, and get no seat in it.
create table readers (
    match  text   not null,
    player text   not null,
    since  bigint not null,
    sight  bigint,                       -- looks without delay until then; null for who read the chat alone
    primary key (match, player)
);

-- Accounts that may look at matches without delay.
alter table accounts add column sight bigint not null default 0;

-- Who is shown addresses, and until when.
create table addresses_shown (
    player text not null primary key,
    until  bigint not null
);

-- +goose Down
drop table addresses_shown;
alter table accounts drop column sight;
drop table readers;
