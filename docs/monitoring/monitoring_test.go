package monitoring_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"

	"muster/docs/monitoring"
	"muster/server/alerts"
)

const page = "../monitoring.md"

// The page says of each alert what its rule says; MUSTER_UPDATE=1 writes it.
func TestThePageIsMadeOfTheRules(t *testing.T) {
	rules, err := alerts.Parse(monitoring.RulesFile, monitoring.Rules)
	require.NoError(t, err)
	b, err := os.ReadFile(page)
	require.NoError(t, err)
	const begin, end = "<!-- alerts -->\n", "<!-- end of alerts -->\n"
	before, rest, ok := strings.Cut(string(b), begin)
	require.True(t, ok)
	_, after, ok := strings.Cut(rest, end)
	require.True(t, ok)
	want := before + begin + table(rules) + end + after
	if os.Getenv("MUSTER_UPDATE") != "" {
		require.NoError(t, os.WriteFile(page, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(b), "MUSTER_UPDATE=1 go test ./docs/monitoring writes it")
}

func table(rules []*alerts.Rule) string {
	var b strings.Builder
	group := ""
	for _, r := range rules {
		if r.Group != group {
			group = r.Group
			fmt.Fprintf(&b, "### %s\n| alert | fires when | what it means, what to do |\n|---|---|---|\n", group)
		}
		when := "`" + strings.ReplaceAll(r.Expr, "|", `\|`) + "`"
		if r.For > 0 {
			when += " for " + model.Duration(r.For).String()
		}
		fmt.Fprintf(&b, "| `%s` (%s) | %s | %s. %s **Do**: %s |\n", r.Name, r.Severity(), when,
			r.Texts["summary"], r.Texts["meaning"], r.Texts["action"])
	}
	return b.String()
}

// Prometheus itself reads the files and finds that each alert fires when it should.
func TestPrometheusTakesTheFiles(t *testing.T) {
	program, err := exec.LookPath("promtool")
	if err != nil && os.Getenv("MUSTER_ALL") == "" {
		t.Skip("there is no promtool here: .ci/setup test installs it")
	}
	require.NoError(t, err, "`.ci/setup test` installs it")
	for _, args := range [][]string{{"check", "config", "prometheus.yml"}, {"test", "rules", "muster.rules.test.yml"}} {
		out, err := exec.Command(program, args...).CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "SUCCESS")
	}
}
