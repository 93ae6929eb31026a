package rest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/shard/registry"
	"muster/wallclock"
)

// OwnLogQuery says which lines of a log are wanted. It is exported for huma, which looks into no other part of a query.
type OwnLogQuery struct {
	Level  string    `query:"level" enum:"debug,info,warn,error" doc:"of this level, or a worse one"`
	Match  string    `query:"match" maxLength:"64" doc:"about this match"`
	Player string    `query:"player" maxLength:"64" doc:"about the player with this id"`
	Text   string    `query:"text" maxLength:"128" doc:"that say this, in small letters or large"`
	After  time.Time `query:"after" doc:"newer than this"`
	Before time.Time `query:"before" doc:"older than this: the time of the last line of a page leads to the next one"`
	Limit  int       `query:"limit" minimum:"1" maximum:"200" default:"100"`

	Addresses bool `query:"addresses" doc:"with the addresses that stand in them, for operators who have said why (POST /v1/addresses)"`
}

type (
	logsQuery struct {
		Node string `query:"node" maxLength:"64" doc:"of this node; empty for all"`
		OwnLogQuery
	}
	logsOutput    struct{ Body api.LogPage }
	logLevelInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body api.LogLevelRequest
	}
	ownLogLevelInput struct{ Body api.LogLevelRequest }
)

// logs are those of all nodes. Each keeps its own, and is asked for it by the ways by which it is told what to do:
// shards by their control API, other matchmakers by this API. What comes has nothing that opens a door in it, and no
// addresses unless an operator has said why, but names players and what they did: it is for moderators.
type logs struct {
	*core
	asking chan struct{} // holds each who has all nodes asked
	within time.Duration // for a node to answer
}

func (h *logs) operations(s section) {
	register(s, http.MethodGet, "/v1/logs", "read-logs", "Read the logs of all nodes", moderators, h.read)
	register(s, http.MethodPut, "/v1/nodes/{id}/log-level",
		"set-log-level", "Have a node log more, or less", operators, h.setLevel)
	register(s, http.MethodGet, "/v1/own/log",
		"read-own-log", "Read this matchmaker's log (matchmakers)", queuesOnly, h.readOwn)
	register(s, http.MethodPut, "/v1/own/log-level",
		"set-own-log-level", "Have this matchmaker log more, or less (matchmakers)", queuesOnly, h.setOwnLevel)
	h.addressOperations(s)
}

func (q *OwnLogQuery) query() api.LogQuery {
	return api.LogQuery{
		Level: api.LogLevel(q.Level), Match: q.Match, Player: q.Player, Text: q.Text, After: q.After, Before: q.Before,
		Limit: q.Limit, Addresses: q.Addresses,
	}
}

// logClient reads a node's log, and has it log more or less.
type logClient interface {
	ReadLog(ctx context.Context, q api.LogQuery) (api.LogPage, error)
	SetLogLevel(ctx context.Context, r api.LogLevelRequest) error
}

// own is this process's log.
type own struct{ api.Logbook }

// ReadLog implements logClient.
func (o own) ReadLog(ctx context.Context, q api.LogQuery) (api.LogPage, error) { return o.Read(ctx, q) }

// SetLogLevel implements logClient.
func (o own) SetLogLevel(_ context.Context, r api.LogLevelRequest) error { return o.SetLevel(r) }

// nodes are those whose logs can be read.
func (h *logs) nodes(ctx context.Context) (map[string]logClient, error) {
	all := map[string]logClient{}
	queues, err := h.registry.Matchmakers(ctx)
	if err != nil {
		return nil, h.trouble(ctx, "list matchmakers", err)
	}
	for _, m := range queues {
		all[m.ID] = h.shards.Queue(m)
	}
	if h.cfg.Logbook != nil {
		all[h.cfg.ID] = own{h.cfg.Logbook}
	}
	found, err := h.shards.All(ctx)
	if err != nil {
		return nil, h.trouble(ctx, "list shards", err)
	}
	for _, s := range found {
		all[s.ID] = h.shards.Client(s)
	}
	return all, nil
}

// node is one of them.
func (h *logs) node(ctx context.Context, id string) (logClient, error) {
	all, err := h.nodes(ctx)
	if err != nil {
		return nil, err
	}
	c, ok := all[id]
	if !ok {
		return nil, huma.Error404NotFound(fmt.Sprintf(
			"there is no node %q; muster nodes (GET /v1/nodes) lists those that are there", id))
	}
	return c, nil
}

// read gathers the newest lines of all nodes, or of one. A node that does not answer is named.
func (h *logs) read(ctx context.Context, q *logsQuery) (*logsOutput, error) {
	if q.Addresses {
		if err := h.mayReadAddresses(ctx); err != nil {
			return nil, err
		}
	}
	select {
	case h.asking <- struct{}{}:
		defer func() { <-h.asking }()
	default:
		return nil, later("others read the logs of all nodes")
	}
	all, err := h.nodes(ctx)
	if err != nil {
		return nil, err
	}
	if q.Node != "" {
		c, err := h.node(ctx, q.Node)
		if err != nil {
			return nil, err
		}
		all = map[string]logClient{q.Node: c}
	}
	return &logsOutput{gather(ctx, all, q.query(), h.within)}, nil
}

// gather asks all nodes at once.
func gather(
	ctx context.Context, all map[string]logClient, q api.LogQuery, within time.Duration,
) (p api.LogPage) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	p = api.LogPage{Lines: []api.LogLine{}, Nodes: []api.LogNode{}}
	var busy sync.WaitGroup
	var mu sync.Mutex
	for id, c := range all {
		busy.Go(func() {
			got, err := c.ReadLog(ctx, q)
			mu.Lock()
			defer mu.Unlock()
			p.Nodes = append(p.Nodes, stateOf(id, &got, err, within))
			if err != nil {
				return
			}
			for _, l := range got.Lines {
				l.Node = id
				if l.More["shard"] == id { // each of its lines says so
					delete(l.More, "shard")
				}
				p.Lines = append(p.Lines, l)
			}
		})
	}
	busy.Wait()
	slices.SortFunc(p.Lines, func(a, b api.LogLine) int { return a.Newer(&b) })
	slices.SortFunc(p.Nodes, func(a, b api.LogNode) int { return strings.Compare(a.Node, b.Node) })
	p.Lines = p.Lines[:min(len(p.Lines), q.Limit)]
	return p
}

// stateOf is how the log of a node does that was asked for it. Why it does not answer is told without its address.
func stateOf(id string, got *api.LogPage, err error, within time.Duration) api.LogNode {
	n := api.LogNode{Node: id}
	switch status := api.StatusOf(err); {
	case err == nil && len(got.Nodes) > 0:
		n = got.Nodes[0]
		n.Node = id
	case err == nil:
	case errors.Is(err, context.DeadlineExceeded):
		n.Silent, n.Trouble = true, fmt.Sprintf("no answer within %v", within)
	case status == http.StatusNotFound:
		n.Silent, n.Trouble = true, "it is of a release that keeps no log"
	case status != 0:
		n.Silent, n.Trouble = true, fmt.Sprintf("it answers with %d", status)
	default:
		n.Silent, n.Trouble = true, "it cannot be reached"
	}
	return n
}

// setLevel has a node log more or less, and the audit log know who wanted it.
func (h *logs) setLevel(ctx context.Context, in *logLevelInput) (*struct{}, error) {
	c, err := h.node(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := c.SetLogLevel(ctx, in.Body); err != nil {
		h.log.Warn("the level of a node's log cannot be changed", "node", in.ID, "err", err)
		return nil, later("node " + in.ID + " did not do it: " + detailOf(err))
	}
	detail := string(in.Body.Level)
	if in.Body.Seconds > 0 {
		detail += " for " + (time.Duration(in.Body.Seconds) * time.Second).String()
	}
	(&nodes{h.core}).noted(ctx, "set log level", in.ID, detail)
	return nil, nil
}

func (h *logs) readOwn(ctx context.Context, q *OwnLogQuery) (*logsOutput, error) {
	if h.cfg.Logbook == nil {
		return nil, huma.Error404NotFound("this matchmaker keeps no log")
	}
	p, err := h.cfg.Logbook.Read(ctx, q.query())
	if err != nil {
		return nil, later("the log cannot be read now")
	}
	return &logsOutput{p}, nil
}

func (h *logs) setOwnLevel(_ context.Context, in *ownLogLevelInput) (*struct{}, error) {
	if h.cfg.Logbook == nil {
		return nil, huma.Error404NotFound("this matchmaker keeps no log")
	}
	if err := h.cfg.Logbook.SetLevel(in.Body); err != nil {
		return nil, huma.Error422UnprocessableEntity(err.Error())
	}
	return nil, nil
}

// otherQueue checks a service token of another matchmaker, for this one.
func (s *Server) otherQueue(ctx context.Context, header string) error {
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return errors.New("there is no bearer token")
	}
	queues, err := s.registry.Matchmakers(ctx)
	if err != nil {
		return err
	}
	_, err = api.VerifyService(func(issuer string) (ed25519.PublicKey, bool) {
		at := slices.IndexFunc(queues, func(m registry.Matchmaker) bool {
			return m.ID == issuer && len(m.PublicKey) == ed25519.PublicKeySize
		})
		if at < 0 {
			return nil, false
		}
		return queues[at].PublicKey, true
	}, token, s.cfg.ID, wallclock.Now())
	return err
}
