package api

import (
	"context"
	"net/http"
	"net/url"
)

// Notices tells where and when the caller is told of turns.
func (c *Client) Notices(ctx context.Context) (Notices, error) {
	return ask[Notices](ctx, c, "ask for notices", http.MethodGet, noticesPath, nil)
}

// SetNoticeWishes says when the caller is told.
func (c *Client) SetNoticeWishes(ctx context.Context, w NoticeWishes) error {
	return c.call(ctx, "set notices", http.MethodPut, noticesPath, w, nil)
}

// AddNoticeWay asks to be told somewhere, once that is confirmed there.
func (c *Client) AddNoticeWay(ctx context.Context, w NewNoticeWay) (NoticeWay, error) {
	return ask[NoticeWay](ctx, c, "add notices", http.MethodPost, noticesPath+"/ways", w)
}

// DropNoticeWay ends one.
func (c *Client) DropNoticeWay(ctx context.Context, id string) error {
	return c.call(ctx, "end notices", http.MethodDelete, noticesPath+"/ways/"+url.PathEscape(id), nil, nil)
}

const noticesPath = "/v1/players/me/notices"
