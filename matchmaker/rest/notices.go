package rest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"net/netip"
	"net/url"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/notices"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type (
	noticesOutput struct{ Body api.Notices }
	wishesInput   struct{ Body api.NoticeWishes }
	newWayInput   struct{ Body api.NewNoticeWay }
	wayOutput     struct{ Body api.NoticeWay }
	wayQuery      struct {
		ID string `path:"id" maxLength:"64"`
	}
	noticeLink struct {
		Way  string `path:"way" maxLength:"64"`
		What string `path:"what" enum:"confirm,end"`
		Code string `query:"code" maxLength:"64"`
		Lang string `header:"Accept-Language" maxLength:"256"`
	}
)

// told is where and when players are told of turns.
type told struct {
	*core
	asks *limiters[netip.Prefix] // to confirm something
}

func (h *told) operations(s section) {
	const mine = "/v1/players/me/notices"
	register(s, http.MethodGet, mine, "get-notices", "Show where and when you are told of turns", players, h.get)
	register(s, http.MethodPut, mine, "set-notices", "Set your quiet hours, time zone and language", players, h.set)
	register(s, http.MethodPost, mine+"/ways",
		"add-notices", "Be told by mail, webhook or web push, once it is confirmed there", players, h.add)
	register(s, http.MethodDelete, mine+"/ways/{id}", "end-notices", "Be told there no more", players, h.drop)
	for method, f := range map[string]func(context.Context, *noticeLink) (*huma.StreamResponse, error){
		http.MethodGet: h.asked, http.MethodPost: h.followed,
	} {
		o := s.operation(method, "/v1/notices/{way}/{what}", map[string]string{
			http.MethodGet: "show-notice-link", http.MethodPost: "follow-notice-link",
		}[method], "The link of a message, which confirms where it went or ends it", anybody)
		o.Responses = map[string]*huma.Response{"200": {
			Description: "a page",
			Content:     map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}}
		huma.Register(s, o, f)
	}
}

func (h *told) get(ctx context.Context, _ *struct{}) (*noticesOutput, error) {
	out, err := h.of(ctx, whose(ctx).Player)
	if err != nil {
		return nil, h.trouble(ctx, "show notices", err)
	}
	return &noticesOutput{out}, nil
}

// of is where and when a player is told.
func (h *told) of(ctx context.Context, player string) (out api.Notices, err error) {
	wishes, err := h.store.NoticeWishes(ctx, player)
	if err != nil {
		return out, err
	}
	out = api.Notices{NoticeWishes: notices.Wishes(wishes), Ways: []api.NoticeWay{}}
	out.Offers, out.Key = h.cfg.Notices.Offers()
	ways, err := h.store.NoticeWays(ctx, player)
	for i := range ways {
		out.Ways = append(out.Ways, shownWay(&ways[i]))
	}
	return out, err
}

// shownWay is a way as its player sees it. What a browser's push service calls the browser is the service's secret.
func shownWay(w *store.NoticeWay) api.NoticeWay {
	v := api.NoticeWay{ID: w.ID, Kind: w.Kind, Target: w.Target, Confirmed: !w.Confirmed.IsZero(), Created: w.Created}
	if u, err := url.Parse(w.Target); w.Kind == api.ByPush && err == nil {
		v.Target = u.Host
	}
	return v
}

func (h *told) set(ctx context.Context, in *wishesInput) (*struct{}, error) {
	w, err := notices.ReadWishes(&in.Body)
	if err != nil {
		return nil, huma.Error422UnprocessableEntity(err.Error())
	}
	if err := h.store.SetNoticeWishes(ctx, whose(ctx).Player, w); err != nil {
		return nil, h.trouble(ctx, "set notices", err)
	}
	return nil, nil
}

// add keeps where the caller wants to be told, and has the link to confirm it sent there.
func (h *told) add(ctx context.Context, in *newWayInput) (*wayOutput, error) {
	if kinds, _ := h.cfg.Notices.Offers(); !slices.Contains(kinds, in.Body.Kind) {
		return nil, huma.Error409Conflict("this server sends no notices of this kind")
	}
	if !h.asks.of(from(ctx)).Allow() {
		return nil, huma.Error429TooManyRequests("too many requests to be told somewhere; try again later")
	}
	w, err := newWay(&in.Body, whose(ctx).Player)
	if err != nil {
		return nil, huma.Error422UnprocessableEntity("invalid target: "+err.Error(), &huma.ErrorDetail{
			Message: err.Error(), Location: "body.target",
		})
	}
	got, err := h.store.AddNoticeWay(ctx, w, h.cfg.Notices.Mark(w.Kind, w.Target), wallclock.Now())
	switch {
	case errors.Is(err, store.ErrMany):
		return nil, huma.Error409Conflict("you are told in as many places as one may be; end one of them first")
	case errors.Is(err, store.ErrOften):
		return nil, huma.Error429TooManyRequests("enough links to confirm were sent today; use the last one, " +
			"or try again tomorrow")
	case err != nil:
		return nil, h.trouble(ctx, "add notices", err)
	}
	out := shownWay(&got)
	if got.ID == w.ID && w.Kind == api.ByWebhook {
		secret(ctx)
		out.Secret = w.Secret
	}
	return &wayOutput{out}, nil
}

// newWay checks what is asked for.
func newWay(in *api.NewNoticeWay, player string) (w store.NoticeWay, err error) {
	now := wallclock.Now()
	w = store.NoticeWay{ID: store.NewID("w"), Player: player, Kind: in.Kind, Target: in.Target, Created: now}
	switch in.Kind {
	case api.ByMail:
		w.Target, err = notices.CheckAddress(in.Target)
	case api.ByWebhook:
		key := make([]byte, 24)
		_, _ = rand.Read(key) // never fails
		w.Secret, err = "whsec_"+base64.StdEncoding.EncodeToString(key), notices.CheckURL(in.Target)
	case api.ByPush:
		w.Secret, err = notices.CheckPush(in.Target, in.Auth, in.P256dh)
	}
	return w, err
}

func (h *told) drop(ctx context.Context, q *wayQuery) (*struct{}, error) {
	if err := h.store.DropNoticeWay(ctx, whose(ctx).Player, q.ID); err != nil {
		return nil, h.trouble(ctx, "end notices", err)
	}
	return nil, nil
}

// asked shows a page that does what a link is for: programs that look at links before people do change nothing.
func (h *told) asked(ctx context.Context, q *noticeLink) (*huma.StreamResponse, error) {
	if !h.cfg.Notices.Proves(q.Way, q.What, q.Code) {
		return h.page(q, http.StatusNotFound, "page.wrong", false), nil
	}
	return h.page(q, http.StatusOK, "page."+q.What, true), nil
}

// followed does it. Mail programs call it by themselves, without anybody's session: the code is the proof.
func (h *told) followed(ctx context.Context, q *noticeLink) (*huma.StreamResponse, error) {
	if !h.cfg.Notices.Proves(q.Way, q.What, q.Code) {
		return h.page(q, http.StatusNotFound, "page.wrong", false), nil
	}
	if q.What == "end" {
		if err := h.store.DropNoticeWay(ctx, "", q.Way); err != nil {
			return nil, h.trouble(ctx, "end notices", err)
		}
		return h.page(q, http.StatusOK, "page.over", false), nil
	}
	switch err := h.store.ConfirmNoticeWay(ctx, q.Way, wallclock.Now()); {
	case errors.Is(err, store.ErrNone):
		return h.page(q, http.StatusNotFound, "page.wrong", false), nil
	case err != nil:
		return nil, h.trouble(ctx, "confirm notices", err)
	}
	return h.page(q, http.StatusOK, "page.done", false), nil
}

var noticePage = template.Must(template.New("notice").Parse(`<!DOCTYPE html><html lang="{{.Lang}}"><meta charset="utf-8">` +
	`<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>Muster</title>` +
	`<p>{{.Text}}</p>{{if .Button}}<form method="post"><button>{{.Button}}</button></form>{{end}}</html>`))

func (h *told) page(q *noticeLink, status int, key string, ask bool) *huma.StreamResponse {
	lang := "en"
	if len(q.Lang) > 1 && q.Lang[:2] == "zh" {
		lang = "zh"
	}
	button := ""
	if ask {
		button = notices.Text(lang, "page.yes")
	}
	var b bytes.Buffer
	err := noticePage.Execute(&b, map[string]string{"Lang": lang, "Text": notices.Text(lang, key), "Button": button})
	if err != nil {
		panic(err) // it is our own, and writes to memory
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "text/html; charset=utf-8")
		c.SetHeader("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
		c.SetHeader("Referrer-Policy", "no-referrer") // the code is in the address
		c.SetStatus(status)
		_, _ = c.BodyWriter().Write(b.Bytes())
	}}
}
