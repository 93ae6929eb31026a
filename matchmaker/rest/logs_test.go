package rest

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard/registry"
)

// book is a log of a few lines, here and as a shard or another matchmaker serves it.
type book struct {
	mu    sync.Mutex
	lines []api.LogLine
	asked []api.LogQuery
	level api.LogLevelRequest
}

func (b *book) Read(_ context.Context, q api.LogQuery) (api.LogPage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, q)
	return api.LogPage{Lines: b.lines, Nodes: []api.LogNode{{Level: api.LogInfo}}}, nil
}

func (b *book) SetLevel(r api.LogLevelRequest) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.level = r
	return r.Check()
}

func (b *book) says(at int, text string, more map[string]string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append([]api.LogLine{{At: time.Unix(int64(at), 0).UTC(), Level: api.LogInfo, Text: text, More: more}},
		b.lines...)
}

func (b *book) routes(r chi.Router) {
	r.Get("/v1/own/log", func(w http.ResponseWriter, r *http.Request) {
		q, _ := api.ParseLogQuery(r.URL.Query())
		p, _ := b.Read(r.Context(), q)
		_ = json.NewEncoder(w).Encode(p)
	})
	r.Put("/v1/own/log-level", func(w http.ResponseWriter, r *http.Request) {
		var l api.LogLevelRequest
		_ = json.NewDecoder(r.Body).Decode(&l)
		_ = b.SetLevel(l)
		w.WriteHeader(http.StatusNoContent)
	})
}

// texts are the lines of a page: node and text.
func texts(p api.LogPage) (all []string) {
	for _, l := range p.Lines {
		all = append(all, l.Node+": "+l.Text)
	}
	return all
}

// anotherQueue is a matchmaker beside the one that is tested, which takes calls of that one alone.
func anotherQueue(t *testing.T, meet *meeting) (*book, ed25519.PrivateKey) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	b, r := &book{}, chi.NewRouter()
	r.Use((&fakeShard{}).guard("queue-2", meet))
	b.routes(r)
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	meet.others = append(meet.others, registry.Matchmaker{ID: "queue-2", URL: server.URL, PublicKey: public})
	return b, private
}

// A moderator reads the logs of all nodes as one, and hears which did not answer; an operator has one log more.
func TestTheLogsOfAllNodes(t *testing.T) {
	meet, mine := &meeting{}, &book{}
	one, gone := newShard(t, "s1", meet), newShard(t, "s2", meet)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	h.m.cfg.Logbook = mine
	other, _ := anotherQueue(t, meet)
	gone.server.Close()
	mine.says(1, "first", nil)
	one.log.says(2, "second", map[string]string{"shard": "s1", "seat": "0"})
	other.says(3, "third", map[string]string{"shard": "s1"})
	mine.says(4, "fourth", nil)

	mod := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleModerator))
	p, err := mod.Logs(t.Context(), api.LogQuery{})
	require.NoError(t, err)
	require.Equal(t, []string{"queue-1: fourth", "queue-2: third", "s1: second", "queue-1: first"}, texts(p))
	require.Equal(t, map[string]string{"seat": "0"}, p.Lines[2].More, "each of its lines has its shard")
	require.Equal(t, map[string]string{"shard": "s1"}, p.Lines[1].More)
	require.Len(t, p.Nodes, 4)
	require.Equal(t, api.LogNode{Node: "s2", Silent: true, Trouble: "it cannot be reached"}, p.Nodes[3])

	at := time.Date(2026, 11, 30, 12, 0, 0, 123456789, time.UTC)
	q := api.LogQuery{
		Node: "s1", Level: api.LogWarn, Match: "m 1&", Player: "p1", Text: "ä", After: at, Before: at.Add(1), Limit: 1,
	}
	p, err = mod.Logs(t.Context(), q)
	require.NoError(t, err)
	require.Equal(t, []string{"s1: second"}, texts(p))
	q.Node = ""
	require.Equal(t, q, one.log.asked[1], "it is asked for what is wanted")
	_, err = mod.Logs(t.Context(), api.LogQuery{Node: "s9"})
	require.Equal(t, http.StatusNotFound, api.StatusOf(err))
	for _, wrong := range []api.LogQuery{{Level: "loud"}, {Limit: api.MaxLogLines + 1}} {
		_, err = mod.Logs(t.Context(), wrong)
		require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(err))
	}

	viewer := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleViewer))
	_, err = viewer.Logs(t.Context(), api.LogQuery{})
	require.Equal(t, http.StatusForbidden, api.StatusOf(err), "what players did is not for viewers")
}

func TestTheLevelOfANodesLog(t *testing.T) {
	meet, mine := &meeting{}, &book{}
	one := newShard(t, "s1", meet)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	h.m.cfg.Logbook = mine
	other, _ := anotherQueue(t, meet)
	op := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	debug := api.LogLevelRequest{Level: api.LogDebug, Seconds: 600}
	for node, b := range map[string]*book{"s1": one.log, "queue-1": mine, "queue-2": other} {
		require.NoError(t, op.SetLogLevel(t.Context(), node, debug), node)
		require.Equal(t, debug, b.level, node)
		log, err := op.AuditOf(t.Context(), "", 0, 1)
		require.NoError(t, err)
		require.Equal(t, []string{"set log level", node, "debug for 10m0s"},
			[]string{log[0].What, log[0].Whom, log[0].Detail})
	}
	require.Equal(t, http.StatusNotFound, api.StatusOf(op.SetLogLevel(t.Context(), "s9", debug)))
	for _, wrong := range []api.LogLevelRequest{{Level: "loud"}, {}, {Level: api.LogDebug, Seconds: 1 << 40}} {
		require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(op.SetLogLevel(t.Context(), "s1", wrong)))
	}
	require.Equal(t, debug, one.log.level)
	mod := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleModerator))
	require.Equal(t, http.StatusForbidden, api.StatusOf(mod.SetLogLevel(t.Context(), "s1", debug)))
	log, err := op.AuditOf(t.Context(), "", 0, 10)
	require.NoError(t, err)
	require.Len(t, log, 3, "what was refused is not written down")
}

// A matchmaker gives its own log to other matchmakers, which the registry knows, and to nobody else.
func TestAMatchmakersOwnLog(t *testing.T) {
	meet, mine := &meeting{}, &book{}
	s := newShard(t, "s1", meet)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	h.m.cfg.Logbook = mine
	mine.says(1, "first", nil)
	_, private := anotherQueue(t, meet)
	as := func(key ed25519.PrivateKey, who, to string) *api.ShardClient {
		return api.NewQueueClient(h.url, nil, func() (string, error) {
			return api.SignService(key, who, to, time.Now())
		})
	}
	good := as(private, "queue-2", "queue-1")
	p, err := good.ReadLog(t.Context(), api.LogQuery{Match: "m1"})
	require.NoError(t, err)
	require.Len(t, p.Lines, 1)
	require.Equal(t, "m1", mine.asked[0].Match)
	require.NoError(t, good.SetLogLevel(t.Context(), api.LogLevelRequest{Level: api.LogDebug}))
	require.Equal(t, api.LogDebug, mine.level.Level)
	operator := h.somebody(t, api.RoleOperator)
	for name, c := range map[string]*api.ShardClient{
		"a shard": as(s.key, "s1", "queue-1"), "one who says so": as(s.key, "queue-2", "queue-1"),
		"for another one": as(private, "queue-2", "queue-3"),
		"an operator":     api.NewQueueClient(h.url, nil, func() (string, error) { return operator, nil }),
		"nobody":          api.NewQueueClient(h.url, nil, func() (string, error) { return "", nil }),
	} {
		_, err := c.ReadLog(t.Context(), api.LogQuery{})
		require.Equal(t, http.StatusUnauthorized, api.StatusOf(err), name)
		err = c.SetLogLevel(t.Context(), api.LogLevelRequest{Level: api.LogError})
		require.Equal(t, http.StatusUnauthorized, api.StatusOf(err), name)
	}
	require.Equal(t, api.LogDebug, mine.level.Level)
}

// Many lines of many nodes are cut to the newest, and merged by time.
func TestGatheredLinesAreBounded(t *testing.T) {
	all := map[string]logClient{}
	for i := range 5 {
		b := &book{}
		for j := range 20 {
			b.says(5*j+i, fmt.Sprint(5*j+i), nil)
		}
		all[fmt.Sprint("s", i)] = own{b}
	}
	p := gather(t.Context(), all, api.LogQuery{Limit: 7}, time.Hour)
	require.Equal(t, []string{"s4: 99", "s3: 98", "s2: 97", "s1: 96", "s0: 95", "s4: 94", "s3: 93"}, texts(p))
}

// still is a log that does not answer.
type still struct{ book }

func (*still) Read(ctx context.Context, _ api.LogQuery) (api.LogPage, error) {
	<-ctx.Done()
	return api.LogPage{}, ctx.Err()
}

// A node that does not answer is named in time, and the others' lines are there.
func TestANodeThatDoesNotAnswerIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &book{}
		b.says(1, "first", nil)
		all := map[string]logClient{"s1": own{b}, "s2": own{&still{}}}
		p := gather(t.Context(), all, api.LogQuery{Limit: 7}, logWithin)
		require.Equal(t, []string{"s1: first"}, texts(p))
		require.Equal(t, api.LogNode{Node: "s2", Silent: true, Trouble: "no answer within 3s"}, p.Nodes[1])
	})
}

// Addresses are shown to operators alone, once they have said why: the audit log has that first. It ends by itself.
func TestAddressesAreShownToOperatorsWhoSayWhy(t *testing.T) {
	meet := &meeting{}
	one := newShard(t, "s1", meet)
	h := start(t, t.TempDir(), meet, 0)
	one.log.says(1, "a line", nil)
	ctx := t.Context()
	op, o := h.player(t)
	other := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleOperator))
	require.NoError(t, h.m.store.SetRole(ctx, o.Player, api.RoleOperator))
	want := api.LogQuery{Addresses: true}
	refused := func(c *api.Client) {
		t.Helper()
		_, err := c.Logs(ctx, want)
		require.Equal(t, http.StatusForbidden, api.StatusOf(err))
		require.ErrorContains(t, err, "operators who have said why")
	}
	refused(op)
	_, err := op.ShowAddresses(ctx, "")
	require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(err))
	shown, err := op.ShowAddresses(ctx, "who floods us?")
	require.NoError(t, err)
	log, err := op.AuditOf(ctx, o.Player, 0, 1)
	require.NoError(t, err)
	require.Equal(t, []string{"show addresses", "who floods us?"}, []string{log[0].What, log[0].Detail})
	_, err = op.Logs(ctx, want)
	require.NoError(t, err)
	require.True(t, one.log.asked[len(one.log.asked)-1].Addresses)
	_, err = op.Logs(ctx, api.LogQuery{})
	require.NoError(t, err)
	require.False(t, one.log.asked[len(one.log.asked)-1].Addresses, "only where they are asked for")
	refused(other)
	refused(api.NewClient(h.url, patient).As(h.somebody(t, api.RoleModerator)))
	seen, err := h.m.store.AddressesShown(ctx, o.Player, shown.Until)
	require.NoError(t, err)
	require.False(t, seen, "it is over")
	require.NoError(t, h.m.store.SetRole(ctx, o.Player, api.RoleModerator))
	refused(op)
}
