// Package monitoring is what Muster is watched with: rules and dashboards, files of Prometheus and Grafana, which
// docs/monitoring.md has operators set up. The server evaluates the same rules.
package monitoring

import _ "embed"

// RulesFile is the name of the file that Rules are from.
const RulesFile = "muster.rules.yml"

// Rules are the alerts, as a rules file of Prometheus.
//
//go:embed muster.rules.yml
var Rules []byte
