-- +goose Up
-- What the name of a registered account looks like (matchmaker/names): no two new ones are alike. Null for guests, and for
-- a name that looked like another one before this was kept.
alter table accounts add column looks text;
create unique index one_look_an_account on accounts (looks);

-- +goose Down
drop index one_look_an_account;
alter table accounts drop column looks;
