package cluster

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"muster/server/cluster/plan"
)

// machines is a machine for each node as the site of a cluster, in a network that nobody else is in. Each is called as
// its node; ports are the usual ones.
type machines struct {
	shared bool // one machine outside: shards have ports of their own there, beside each other
}

func (m machines) Listen(node string, p Port) string { return "0.0.0.0:" + m.port(node, p) }

func (m machines) Reach(node string, p Port) string {
	if m.shared && p == players {
		return publicHost + ":" + m.port(node, p)
	}
	return node + ":" + m.port(node, p)
}

func (m machines) port(node string, p Port) string {
	n := p.Number
	if m.shared && p == players {
		n += numberOf(node) - 1
	}
	return strconv.Itoa(n)
}

func (m machines) Data(node string) string { return path.Join("/var/lib/muster", node) }

func (m machines) File(name string) string {
	if strings.HasSuffix(name, ".answers") || name == databaseFile {
		return path.Join("/var/lib/muster", name)
	}
	return path.Join("/etc/muster", name)
}

func (m machines) Guarded() bool { return true }

// publicHost is what players dial where containers share a machine.
const publicHost = "${MUSTER_HOST:-127.0.0.1}"

// numberOf is the number of a node of its kind, from 1.
func numberOf(node string) int {
	_, digits, _ := lastCut(node, "-")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 1
	}
	return n
}

// secretsScript makes what the nodes share, in a directory.
const secretsScript = `mkdir -p secrets && cd secrets && umask 077
head -c 32 /dev/urandom | base64 > cluster.key
head -c 18 /dev/urandom | base64 > registry.secret
for user in root shards; do echo "$user:$(head -c 18 /dev/urandom | base64)"; done > store.users
grep ^shards: store.users > journal.users
head -c 18 /dev/urandom | od -An -tx1 | tr -d ' \n' > database.password
echo "postgres://muster:$(cat database.password)@database:5432/muster?sslmode=disable" > database.url
cd ..`

// laidOut are the nodes of a plan on a site, in the order of their start. Bots are no part of a cluster that is to
// stay.
func laidOut(p plan.Plan, on Site, by Choices) (all []Node) {
	l := layout{plan: p, on: on, by: by}
	for _, name := range p.At(p.Nodes.Shards) {
		switch plan.KindOf(name) {
		case plan.Bots:
		case plan.Database:
			if by.Postgres {
				all = append(all, l.node(name, 0))
			}
		default:
			all = append(all, l.node(name, 0))
		}
	}
	return all
}

// onMachines is what is chosen where each node has a machine: matchmakers on two cannot share a file.
func onMachines(p plan.Plan, by Choices) Choices {
	by.Postgres = by.Postgres || p.Nodes.Matchmakers > 1
	return by
}

// Compose is a file for docker compose with the nodes of a plan, each a container.
func Compose(p plan.Plan, by Choices) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# A cluster in containers: put the program muster (built with CGO_ENABLED=0) beside this
# file, make the secrets, and run docker compose up. Players come in at http://HOST:%d; set MUSTER_HOST to the address
# of this machine that they dial. Everything else stays in the containers' network.
#
%s

services:
`, queue.Number, indent(secretsScript, "#     "))
	nodes := laidOut(p, machines{shared: true}, onMachines(p, by))
	for i := range nodes {
		compose(&b, p, &nodes[i], nodes)
	}
	b.WriteString("\nvolumes:\n")
	for i := range nodes {
		fmt.Fprintf(&b, "  %s: {}\n", nodes[i].Name)
	}
	return b.String()
}

func compose(b *strings.Builder, p plan.Plan, n *Node, all []Node) {
	fmt.Fprintf(b, "  %s:\n", n.Name)
	state := n.Name + ":/var/lib/muster"
	switch n.Program {
	case "postgres":
		fmt.Fprintf(b, "    image: postgres:17\n    environment: {POSTGRES_USER: muster, POSTGRES_PASSWORD_FILE: %s}\n",
			"/etc/muster/database.password")
		state = n.Name + ":/var/lib/postgresql/data"
	case "consul":
		fmt.Fprintf(b, "    image: hashicorp/consul:1.20\n    command: %s\n", list(n.Args))
	default:
		fmt.Fprintf(b, "    image: debian:stable-slim\n    command: %s\n", list(append([]string{"muster"}, n.Args...)))
	}
	fmt.Fprintf(b, "    volumes: %s\n", list([]string{
		"./muster:/usr/local/bin/muster:ro", "./secrets:/etc/muster:ro", state,
	}))
	if out := published(n); len(out) > 0 {
		fmt.Fprintf(b, "    ports: %s\n", list(out))
	}
	if on := dependsOn(n, all); len(on) > 0 {
		fmt.Fprintf(b, "    depends_on: %s\n", list(on))
	}
	composeLimits(b, p.LimitOf(n.Name))
	fmt.Fprintf(b, "    restart: always\n    stop_grace_period: %ds\n", int(drainWithin.Seconds()))
}

func composeLimits(b *strings.Builder, l plan.Limit) {
	if l.CPU > 0 {
		fmt.Fprintf(b, "    cpus: %g\n", l.CPU)
	}
	if l.Memory > 0 {
		fmt.Fprintf(b, "    mem_limit: %d\n", l.Memory)
		fmt.Fprintf(b, "    environment: [\"GOMEMLIMIT=%d\"]\n", l.Memory*9/10)
	}
	if l.Files > 0 {
		fmt.Fprintf(b, "    ulimits: {nofile: %d}\n", l.Files)
	}
}

// published are the ports that people outside dial.
func published(n *Node) (all []string) {
	switch m := (machines{shared: true}); n.Kind {
	case plan.Shards:
		port := m.port(n.Name, players)
		all = append(all, port+":"+port+"/udp")
	case plan.Matchmakers:
		all = append(all, fmt.Sprintf("%d:%d", queue.Number+100*(numberOf(n.Name)-1), queue.Number))
	}
	return all
}

func dependsOn(n *Node, all []Node) (names []string) {
	for _, kind := range needs(n.Kind) {
		for i := range all {
			if all[i].Kind == kind {
				names = append(names, all[i].Name)
			}
		}
	}
	return names
}

// list writes a list in YAML's flow style.
func list(all []string) string {
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = strconv.Quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func indent(text, by string) string { return by + strings.ReplaceAll(text, "\n", "\n"+by) }
