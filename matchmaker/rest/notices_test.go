package rest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/notices"
	"muster/matchmaker/store"
)

// telling is a queue that can send notices.
func telling(t *testing.T) *house {
	dir := t.TempDir()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "matchmaker.db"))
	require.NoError(t, err)
	n, err := notices.Open(t.Context(), notices.Config{
		Link: "https://play.example", Webhooks: true, Push: true, Store: db, Log: slog.New(slog.DiscardHandler),
		Mail: notices.Mail{Server: "smtp://127.0.0.1:1", From: "turns@play.example"},
	})
	require.NoError(t, err)
	return startWith(t, dir, &meeting{}, 0, Config{Store: db, Notices: n})
}

// link calls what a message links to.
func (h *house) link(t *testing.T, method, way, what, code string) (status int, page string) {
	r := httptest.NewRequest(method, "/v1/notices/"+way+"/"+what+"?code="+code,
		strings.NewReader("List-Unsubscribe=One-Click"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
	w := httptest.NewRecorder()
	h.m.Handler().ServeHTTP(w, r)
	require.NotContains(t, w.Header().Get("Content-Security-Policy"), "unsafe")
	return w.Code, w.Body.String()
}

// A player says where to be told. The link that was sent there confirms it, by a button and not by being looked at, and
// another ends it, without anybody's session. Others see and end nothing of it.
func TestWhereAPlayerIsTold(t *testing.T) {
	h := telling(t)
	ann, _ := h.player(t)
	bob, _ := h.player(t)
	ctx := t.Context()
	way, err := ann.AddNoticeWay(ctx, api.NewNoticeWay{Kind: api.ByMail, Target: "Ann@Example.org"})
	require.NoError(t, err)
	require.Equal(t, []any{"Ann@example.org", false, ""}, []any{way.Target, way.Confirmed, way.Secret})
	again, err := ann.AddNoticeWay(ctx, api.NewNoticeWay{Kind: api.ByMail, Target: "Ann@example.org"})
	require.NoError(t, err)
	require.Equal(t, way.ID, again.ID)
	hook, err := ann.AddNoticeWay(ctx, api.NewNoticeWay{Kind: api.ByWebhook, Target: "https://hooks.example/1"})
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(hook.Secret, "whsec_"))
	all, err := ann.Notices(ctx)
	require.NoError(t, err)
	require.Equal(t, []api.NoticeKind{api.ByMail, api.ByWebhook, api.ByPush}, all.Offers)
	require.Len(t, all.Key, 87)
	require.Len(t, all.Ways, 2)
	require.Empty(t, all.Ways[1].Secret, "it is told once")

	n := h.m.cfg.Notices
	confirm, end := n.Code(way.ID, "confirm"), n.Code(way.ID, "end")
	status, page := h.link(t, http.MethodGet, way.ID, "confirm", confirm)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, `<form method="post"><button>确定</button>`)
	confirmed := func() bool {
		all, err := ann.Notices(ctx)
		require.NoError(t, err)
		return all.Ways[0].Confirmed
	}
	require.False(t, confirmed(), "programs look at links, too")
	for _, wrong := range []string{"", end, confirm + "x", n.Code(hook.ID, "confirm")} {
		status, _ = h.link(t, http.MethodPost, way.ID, "confirm", wrong)
		require.Equal(t, http.StatusNotFound, status)
	}
	require.False(t, confirmed())
	status, _ = h.link(t, http.MethodPost, way.ID, "confirm", confirm)
	require.Equal(t, http.StatusOK, status)
	require.True(t, confirmed())

	theirs, err := bob.Notices(ctx)
	require.NoError(t, err)
	require.Empty(t, theirs.Ways)
	require.NoError(t, bob.DropNoticeWay(ctx, way.ID))
	require.True(t, confirmed(), "it is not his")
	export, err := ann.Export(ctx)
	require.NoError(t, err)
	require.Len(t, export.Notices.Ways, 2)
	require.Equal(t, "Ann@example.org", export.Notices.Ways[0].Target)
	status, _ = h.link(t, http.MethodPost, way.ID, "end", end)
	require.Equal(t, http.StatusOK, status)
	all, err = ann.Notices(ctx)
	require.NoError(t, err)
	require.Len(t, all.Ways, 1)
	require.NoError(t, ann.DropNoticeWay(ctx, hook.ID))
	status, _ = h.link(t, http.MethodPost, hook.ID, "confirm", n.Code(hook.ID, "confirm"))
	require.Equal(t, http.StatusNotFound, status, "there is nothing to confirm any more")
}

func TestWishesAreKept(t *testing.T) {
	h := telling(t)
	ann, _ := h.player(t)
	w := api.NoticeWishes{Zone: "Asia/Shanghai", QuietFrom: "22:30", QuietTo: "07:00", Lang: "zh"}
	require.NoError(t, ann.SetNoticeWishes(t.Context(), w))
	all, err := ann.Notices(t.Context())
	require.NoError(t, err)
	require.Equal(t, w, all.NoticeWishes)
	for _, bad := range []api.NoticeWishes{{Zone: "nowhere"}, {QuietFrom: "9"}, {Lang: "xx"}} {
		require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(ann.SetNoticeWishes(t.Context(), bad)))
	}
}

// What cannot be told anywhere, or not by this server, is refused, and so is what would be too much.
func TestWhereNobodyIsTold(t *testing.T) {
	h := telling(t)
	ann, _ := h.player(t)
	add := func(c *api.Client, w api.NewNoticeWay) int {
		_, err := c.AddNoticeWay(t.Context(), w)
		return api.StatusOf(err)
	}
	for _, bad := range []api.NewNoticeWay{
		{Kind: api.ByMail, Target: "ann@example.org\r\nBcc: bob@example.org"},
		{Kind: api.ByMail, Target: "not an address"},
		{Kind: api.ByWebhook, Target: "file:///etc/passwd"},
		{Kind: api.ByWebhook, Target: "https://u:p@example.org"},
		{Kind: api.ByPush, Target: "https://push.example/1"},
		{Kind: "pigeon", Target: "https://x.example"},
	} {
		require.Equal(t, http.StatusUnprocessableEntity, add(ann, bad), "%+v", bad)
	}
	plain := start(t, t.TempDir(), &meeting{}, 0)
	c, _ := plain.player(t)
	require.Equal(t, http.StatusConflict, add(c, api.NewNoticeWay{Kind: api.ByMail, Target: "ann@example.org"}))
	none, err := c.Notices(t.Context())
	require.NoError(t, err)
	require.Empty(t, none.Offers)
	var answers []int
	for i := range 9 {
		answers = append(answers, add(ann, api.NewNoticeWay{
			Kind: api.ByWebhook, Target: "https://x.example/" + string(rune('a'+i)),
		}))
	}
	require.Equal(t, []int{0, 0, 0, 0, 0, 0, 0, 0, http.StatusConflict}, answers, "so many, and no more")
}
