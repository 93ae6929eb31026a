package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"muster/matchmaker/api"
)

// document is what of /openapi.json says how to ask.
type document struct {
	Paths      map[string]map[string]documented
	Components struct{ Schemas map[string]schema }
}

type documented struct {
	Security   []map[string][]string
	Parameters []struct {
		Name, In string
		Schema   schema
	}
	RequestBody struct {
		Content map[string]struct{ Schema schema }
	} `json:"requestBody"`
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Enum       []any
	Properties map[string]schema
	Items      *schema
	More       any `json:"additionalProperties"`
	MaxLength  int
}

func (h *house) document(t require.TestingT) (d document) {
	require.NoError(t, json.Unmarshal(h.try("GET", "/openapi.json", "", "").Body.Bytes(), &d))
	return d
}

// words are strings that something somewhere may choke on.
var words = []string{
	"", "a", "duel", "ranked", "eu", "20s", "-1s", "9999999h", "\x00", "\u202eevil", "'; drop table tickets; --",
	"../../etc/passwd", "%s%n", "\xff\xfe", "🎖",
	strings.Repeat("x", 65), strings.Repeat("名", 3000), "2026-11-25T00:00:00Z",
	"0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z", "1e999",
}

// value is what somebody may send where the schema wants s: mostly something of its form, sometimes anything.
func (d *document) value(t *rapid.T, s schema, depth int) any {
	if s.Ref != "" {
		s = d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	if depth > 4 || rapid.IntRange(0, 7).Draw(t, "odd") == 0 {
		return rapid.SampledFrom([]any{
			nil, true, "x", -1, 1e300, 0.5, []any{}, []any{nil}, map[string]any{}, map[string]any{"": nil},
		}).Draw(t, "anything")
	}
	kind := s.Type
	if several, ok := kind.([]any); ok {
		kind = rapid.SampledFrom(several).Draw(t, "kind")
	}
	if len(s.Enum) > 0 {
		return rapid.SampledFrom(append(s.Enum, "else")).Draw(t, "choice")
	}
	switch kind {
	case "object":
		return d.object(t, s, depth)
	case "array":
		all := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "length") {
			all = append(all, d.value(t, *s.Items, depth+1))
		}
		return all
	case "string":
		return rapid.OneOf(rapid.SampledFrom(words), rapid.String()).Draw(t, "text")
	case "integer":
		return rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2, 100)).Draw(t, "number")
	case "number":
		return rapid.Float64().Draw(t, "number")
	case "boolean":
		return rapid.Bool().Draw(t, "flag")
	}
	return nil
}

func (d *document) object(t *rapid.T, s schema, depth int) any {
	o := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if rapid.IntRange(0, 9).Draw(t, "left out") > 0 {
			o[name] = d.value(t, s.Properties[name], depth+1)
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "one more") == 0 {
		o[rapid.SampledFrom(words).Draw(t, "name")] = rapid.SampledFrom(words).Draw(t, "value")
	}
	return o
}

// path fills the holes of a path, with ids that are there or nonsense, and adds a query.
func (d *document) path(t *rapid.T, path string, op documented, ids []string) string {
	query := url.Values{}
	for _, p := range op.Parameters {
		text := fmt.Sprint(d.value(t, p.Schema, 0))
		switch p.In {
		case "path":
			if rapid.Bool().Draw(t, "known") {
				text = rapid.SampledFrom(ids).Draw(t, "id")
			}
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text))
		case "query":
			if p.Name != "wait" && rapid.Bool().Draw(t, "asked") { // waiting is another matter
				query.Set(p.Name, text)
			}
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// Whatever is sent to whatever operation by whomever, within the schema or beside it: the queue never breaks, what it
// refuses is a problem of RFC 9457 that says the same status, and everything goes on.
func TestRequestsAgainstTheSchemaNeverBreakTheQueue(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	c, g := h.player(t)
	ticket, err := c.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	a, err := c.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	ids := []string{g.Player, ticket.ID, a.Match, "ranked", "1"}
	d := h.document(t)
	paths, seen := slices.Sorted(maps.Keys(d.Paths)), map[int]int{}
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.SampledFrom(paths).Draw(t, "path")
		method := rapid.SampledFrom(slices.Sorted(maps.Keys(d.Paths[path]))).Draw(t, "method")
		op, token := d.Paths[path][method], ""
		if rapid.IntRange(0, 5).Draw(t, "nobody") > 0 {
			// A new one each time: the last may have been deleted, or be over its rate.
			token = h.somebody(t, rapid.SampledFrom([]api.Role{
				api.RolePlayer, api.RoleViewer, api.RoleModerator, api.RoleOperator,
			}).Draw(t, "role"))
		}
		body := []byte{}
		if content, ok := op.RequestBody.Content["application/json"]; ok {
			body, _ = json.Marshal(d.value(t, content.Schema, 0))
			if rapid.IntRange(0, 19).Draw(t, "torn") == 0 {
				body = body[:len(body)/2]
			}
		}
		w := h.try(strings.ToUpper(method), d.path(t, path, op, ids), token, string(body))
		seen[w.Code/100]++
		if w.Code == http.StatusServiceUnavailable && w.Header().Get("Retry-After") != "" {
			return // a shard gets ready, or many passwords are under way
		}
		require.Less(t, w.Code, 500, "%s", w.Body)
		if w.Code >= 400 {
			var p api.Problem
			require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"), "%s", w.Body)
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
			require.Equal(t, w.Code, p.Status)
			require.NotEmpty(t, p.Title)
		}
	})
	t.Log("answers by hundred:", seen)
	require.Positive(t, seen[2], "some were in order")
	require.Positive(t, seen[4])
}

// somebody signs in with a role.
func (h *house) somebody(t require.TestingT, role api.Role) string {
	var s api.Session
	require.NoError(t, json.Unmarshal(h.try("POST", "/v1/guests", "", "{}").Body.Bytes(), &s))
	require.NoError(t, h.m.store.SetRole(context.Background(), s.Player, role))
	return s.Token
}
