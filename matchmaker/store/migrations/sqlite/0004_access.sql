-- +goose Up
-- access counts the changes of who may be in a match, access_told is the count that its shard was told of last.
alter table matches add column access integer not null default 1;
alter table matches add column access_told integer not null default 0;

-- Who may not watch a match while it runs: whoever has or had a seat in it, or was in a party with one of them since. They
-- know what one side knows.
create table insiders (
    match  text not null,
    player text not null,
    primary key (match, player)
) strict;
create index insiders_of_player on insiders (player);

-- Who was let in to watch a match that runs.
create table watchers (
    match  text not null,
    player text not null,
    primary key (match, player)
) strict;
create index watchers_of_player on watchers (player);

insert into insiders (match, player)
    select distinct s.match, s.player from seats s join matches m on m.id = s.match where m.status in ('opening', 'open');

-- +goose Down
drop table watchers;
drop table insiders;
alter table matches drop column access_told;
alter table matches drop column access;
