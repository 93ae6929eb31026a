-- +goose Up
-- How many complaints somebody made of late is asked before another is kept.
create index complaints_by_author on complaints (author, created);

-- +goose Down
drop index complaints_by_author;
