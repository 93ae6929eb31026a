package monitoring_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
	"github.com/grafana/grafana-foundation-sdk/go/units"
	"github.com/stretchr/testify/require"
)

// schema is the version of Grafana's schema that dashboards are written in: Grafana 10.4 and later read it.
const schema = 39

// source is the data source of everything: the variable that says which Prometheus.
const source = "${datasource}"

// shownUnits are those of figures.
var shownUnits = []string{
	units.NoUnit, units.Seconds, units.BytesIEC, units.BytesPerSecondSI, units.OpsPerSecond, units.RequestsPerSecond,
	units.PercentUnit,
}

// builtin are variables that Grafana has by itself.
var builtin = []string{"__rate_interval"}

var variables = regexp.MustCompile(`\$\{?(\w+)`)

// classic is the form that our dashboards are kept in: every Grafana opens it, and the newer one only the newest.
//
//lint:ignore SA1019 see above
type classic = dashboard.Dashboard

// strictly reads a dashboard as Grafana's own schemas have it, of panels and queries too: unknown fields, wrong types
// and values are faults. It returns them.
func strictly(b []byte) (d classic, faults []string) {
	cog.NewRuntime().RegisterPanelcfgVariant(timeseries.VariantConfig())
	cog.NewRuntime().RegisterPanelcfgVariant(stat.VariantConfig())
	cog.NewRuntime().RegisterDataqueryVariant(prometheus.VariantConfig())
	var strict classic // it finds faults, and leaves out panels without any: v0.0.22
	for _, err := range []error{strict.UnmarshalJSONStrict(b), json.Unmarshal(b, &d), d.Validate()} {
		if err == nil {
			continue
		}
		for fault := range strings.Lines(err.Error()) {
			// which Prometheus it is Grafana finds out when the dashboard is opened
			if !strings.Contains(fault, "templating.list[0].current.") {
				faults = append(faults, strings.TrimSpace(fault))
			}
		}
	}
	return d, faults
}

func boards(t *testing.T) []string {
	all, err := fs.Glob(os.DirFS("."), "grafana/*.json")
	require.NoError(t, err)
	require.Len(t, all, 4)
	return all
}

// Grafana takes every dashboard: as its schemas have it, with panels that do not lie on each other, whose queries ask
// the Prometheus that the reader chooses, by variables that there are, in units that Grafana knows.
func TestGrafanaTakesTheDashboards(t *testing.T) {
	uids := map[string]bool{}
	for _, file := range boards(t) {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		d, faults := strictly(b)
		require.Empty(t, faults, file)
		require.EqualValues(t, schema, d.SchemaVersion, file)
		require.NotNil(t, d.Uid, file)
		require.Equal(t, strings.TrimSuffix(path.Base(file), ".json"), *d.Uid)
		require.Regexp(t, `^[\w-]{8,40}$`, *d.Uid)
		require.False(t, uids[*d.Uid], "two are %s", *d.Uid)
		uids[*d.Uid] = true

		known := slices.Clone(builtin)
		for _, v := range d.Templating.List {
			known = append(known, v.Name)
		}
		require.Equal(t, "datasource", d.Templating.List[0].Name, file)
		require.EqualValues(t, "datasource", d.Templating.List[0].Type, file)
		for _, found := range variables.FindAllSubmatch(b, -1) {
			require.Contains(t, append(known, "__all"), string(found[1]), file)
		}
		require.NoError(t, laidOut(&d), file)
		for _, p := range d.Panels {
			if p.Panel != nil {
				require.NoError(t, asks(p.Panel), file)
			}
		}
	}
}

// asks reports what is wrong with where a panel gets what it shows, and how it shows it.
func asks(p *dashboard.Panel) error {
	switch {
	case p.Title == nil || *p.Title == "":
		return errors.New("a panel has no title")
	case p.Type != "timeseries" && p.Type != "stat":
		return fmt.Errorf("%s: whether Grafana takes a %s is not looked at here", *p.Title, p.Type)
	case p.Datasource == nil || p.Datasource.Uid == nil || *p.Datasource.Uid != source:
		return fmt.Errorf("%s: it has another data source", *p.Title)
	case p.FieldConfig.Defaults.Unit == nil || !slices.Contains(shownUnits, *p.FieldConfig.Defaults.Unit):
		return fmt.Errorf("%s: it has no unit that Grafana knows", *p.Title)
	case len(p.Targets) == 0:
		return fmt.Errorf("%s: it asks nothing", *p.Title)
	}
	ids := map[string]bool{}
	for _, q := range p.Targets {
		ask, ok := q.(*prometheus.Dataquery)
		if !ok || ask.Datasource == nil || ask.Datasource.Uid == nil || *ask.Datasource.Uid != source {
			return fmt.Errorf("%s: a query has another data source", *p.Title)
		}
		if ask.RefId == nil || ids[*ask.RefId] || ask.Expr == "" {
			return fmt.Errorf("%s: a query asks nothing, or has the id of another", *p.Title)
		}
		ids[*ask.RefId] = true
	}
	return nil
}

// laidOut reports whether panels have ids of their own and lie beside each other on the 24 columns.
func laidOut(d *classic) error {
	ids, taken := map[uint32]bool{}, map[[2]uint32]string{}
	for _, p := range d.Panels {
		var id *uint32
		var at *dashboard.GridPos
		var title string
		if p.Panel != nil {
			id, at, title = p.Panel.Id, p.Panel.GridPos, *p.Panel.Title
		} else {
			id, at, title = &p.RowPanel.Id, p.RowPanel.GridPos, *p.RowPanel.Title
		}
		switch {
		case id == nil || *id == 0 || ids[*id]:
			return fmt.Errorf("%s: it has no id of its own", title)
		case at == nil || at.W == 0 || at.H == 0 || at.X+at.W > 24:
			return fmt.Errorf("%s: it does not fit into 24 columns", title)
		}
		ids[*id] = true
		for x := range at.W {
			for y := range at.H {
				cell := [2]uint32{at.X + x, at.Y + y}
				if other := taken[cell]; other != "" {
					return fmt.Errorf("%s lies on %s", title, other)
				}
				taken[cell] = title
			}
		}
	}
	return nil
}

// What Grafana would not understand is found: the test above can fail.
func TestAFaultyDashboardIsFound(t *testing.T) {
	b, err := os.ReadFile("grafana/muster-shard.json")
	require.NoError(t, err)
	for was, is := range map[string]string{
		`"fillOpacity"`: `"fillOpacitee"`, `"legendFormat"`: `"legend"`, `"schemaVersion": 39`: `"schemaVersion": "39"`,
		`"displayMode": "list"`: `"displayMode": 7`, `"gridPos": {"x"`: `"gridPos": {"left"`,
	} {
		require.Contains(t, string(b), was)
		_, faults := strictly([]byte(strings.Replace(string(b), was, is, 1)))
		require.NotEmpty(t, faults, is)
	}
	for was, is := range map[string]string{
		`"unit": "s"`: `"unit": "seconds"`, `"refId": "B"`: `"refId": "A"`,
		`"uid": "${datasource}"}, "expr"`: `"uid": "mine"}, "expr"`,
	} {
		d, faults := strictly([]byte(strings.Replace(string(b), was, is, 1)))
		require.Empty(t, faults, is)
		require.True(t, slices.ContainsFunc(d.Panels, func(p dashboard.PanelOrRowPanel) bool {
			return p.Panel != nil && asks(p.Panel) != nil
		}), is)
	}
	d, _ := strictly([]byte(strings.Replace(string(b), `"x": 8`, `"x": 7`, 1)))
	require.ErrorContains(t, laidOut(&d), "lies on")
}
