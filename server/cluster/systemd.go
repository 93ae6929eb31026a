package cluster

import (
	"fmt"
	"strconv"
	"strings"

	"muster/server/cluster/plan"
)

// Unit is a file of systemd.
type Unit struct{ Name, Text string }

// Systemd are units with the nodes of a plan, each for a machine that is called as its node.
func Systemd(p plan.Plan, by Choices) (all []Unit) {
	for _, n := range laidOut(p, machines{}, onMachines(p, by)) {
		if n.Program == "postgres" {
			continue // the system's own unit runs it
		}
		all = append(all, Unit{"muster-" + n.Name + ".service", unit(&n, p.LimitOf(n.Name))})
	}
	return all
}

func unit(n *Node, l plan.Limit) string {
	words := []string{"/usr/local/bin/" + n.Program}
	for _, a := range n.Args {
		words = append(words, systemdWord(a))
	}
	var b strings.Builder
	fmt.Fprintf(&b, `[Unit]
Description=Muster %s
After=network-online.target
Wants=network-online.target

[Service]
User=muster
StateDirectory=muster
ExecStart=%s
Restart=always
RestartSec=500ms
TimeoutStopSec=%d
`, n.Name, strings.Join(words, " "), int(drainWithin.Seconds()))
	if l.CPU > 0 {
		fmt.Fprintf(&b, "CPUQuota=%g%%\n", 100*l.CPU)
	}
	if l.Memory > 0 {
		fmt.Fprintf(&b, "MemoryMax=%d\nEnvironment=GOMEMLIMIT=%d\n", l.Memory, l.Memory*9/10)
	}
	if l.Files > 0 {
		fmt.Fprintf(&b, "LimitNOFILE=%d\n", l.Files)
	}
	b.WriteString("\n[Install]\nWantedBy=multi-user.target\n")
	return b.String()
}

// systemdWord writes a word so that systemd reads it as it is.
func systemdWord(s string) string {
	s = strings.NewReplacer("%", "%%", "$", "$$").Replace(s)
	if strings.ContainsAny(s, " \"'\\;") {
		return strconv.Quote(s)
	}
	return s
}
