package cluster

import (
	"fmt"
	"strings"

	"muster/server/cluster/plan"
)

// Port is what a node listens at.
type Port struct {
	Name   string
	Number int    // on a machine of its own
	UDP    bool   //
	Meets  bool   // other nodes and players come in there: links suffer here
	Ready  string // path of a page that answers without trouble once the node takes work; empty where there is none
	Tells  bool   // the node tells there how it does: /metrics, of a shard also /zones
}

// The ports of all kinds.
var (
	players    = Port{Name: "players", Number: 7400, UDP: true, Meets: true}
	control    = Port{Name: "control", Number: 7482, Meets: true}
	health     = Port{Name: "health", Number: 7481, Ready: "/readyz"}
	queue      = Port{Name: "queue", Number: 7480, Meets: true, Ready: "/readyz"}
	operators  = Port{Name: "operators", Number: 7490, Tells: true}
	records    = Port{Name: "records", Number: 2379, Meets: true}
	members    = Port{Name: "members", Number: 2380, Meets: true}
	figures    = Port{Name: "figures", Number: 2381, Ready: "/health", Tells: true}
	consulAPI  = Port{Name: "consul", Number: 8500, Meets: true, Ready: "/v1/status/leader"}
	consulRPC  = Port{Name: "consul-rpc", Number: 8300}
	consulLAN  = Port{Name: "consul-lan", Number: 8301}
	registryAt = Port{Name: "registry", Number: 7470, Meets: true, Ready: "/shards"}
	postgres   = Port{Name: "postgres", Number: 5432, Meets: true}
)

// Site is where a cluster stands: on this machine, or on one for each node.
type Site interface {
	Listen(node string, p Port) string // where it listens
	Reach(node string, p Port) string  // where others find it
	Data(node string) string           // directory of a node
	File(name string) string           // that all nodes have
	Guarded() bool                     // others reach what listens: it asks for passwords
}

// Node is a process of a cluster: what runs, and what it listens at.
type Node struct {
	Name    string
	Kind    plan.Kind
	Program string // muster, consul or postgres
	Args    []string
	Ports   []Port
	Data    string
}

// Choices are what the plan leaves to the machine.
type Choices struct {
	Consul   bool // the directory is a Consul
	Postgres bool // the database is a PostgreSQL
}

// layout lays nodes out on a site.
type layout struct {
	plan plan.Plan
	on   Site
	by   Choices
	seen bool // somebody sees to it, whom matchmakers reach by the cluster's directory
}

// node is a node's process. Players of a crowd that came later are as many as bots says.
func (l *layout) node(name string, bots int) (n Node) {
	n = Node{Name: name, Kind: plan.KindOf(name), Program: "muster", Data: l.on.Data(name)}
	switch n.Kind {
	case plan.Shards:
		l.shard(&n)
	case plan.Journal:
		l.store(&n)
	case plan.Matchmakers:
		l.matchmaker(&n)
	case plan.Directory:
		l.directory(&n)
	case plan.Database:
		l.database(&n)
	case plan.Commanders:
		l.commander(&n)
	default:
		n.Kind = plan.Bots
		l.bots(&n, bots)
	}
	return n
}

func (l *layout) shard(n *Node) {
	n.Ports = []Port{players, health, operators, control}
	n.Args = append([]string{"shard", "--id", n.Name}, l.meets()...)
	if l.plan.Nodes.Journal > 0 {
		n.Args = append(n.Args, "--journal", l.journal())
		if l.on.Guarded() {
			n.Args = append(n.Args, "--journal-credentials", l.on.File("journal.users"))
		}
	}
	n.Args = append(n.Args, "--data", n.Data, "--matches", fmt.Sprint(l.room(n.Name)))
	n.Args = append(n.Args, l.listens(n.Name, "--udp", players, "--public")...)
	n.Args = append(n.Args, l.listens(n.Name, "--control", control, "--control-public")...)
	n.Args = append(n.Args, "--http", l.on.Listen(n.Name, health), "--admin", l.on.Listen(n.Name, operators))
}

// listens says where a node listens, and where others find it if that is elsewhere.
func (l *layout) listens(node, flag string, p Port, told string) []string {
	listen, reach := l.on.Listen(node, p), l.on.Reach(node, p)
	if told == "" || listen == reach {
		return []string{flag, listen}
	}
	return []string{flag, listen, told, reach}
}

// room is how many matches a shard takes: all there are, twice, so that any one of the shards is enough, by its weight.
func (l *layout) room(shard string) int {
	load := l.plan.Load
	return max(16, 2*(load.Matches+(load.Bots+load.Commanders+1)/2)) * l.plan.WeightOf(shard)
}

func (l *layout) journal() string {
	var all []string
	for n := range l.plan.Nodes.Journal {
		all = append(all, l.on.Reach(plan.Journal.Node(n+1), records))
	}
	return "etcd://" + strings.Join(all, ",")
}

func (l *layout) store(n *Node) {
	n.Ports = []Port{records, members, figures}
	n.Args = []string{
		"store", "--name", n.Name, "--data", n.Data, "--listen", l.on.Listen(n.Name, records),
		"--peer-listen", l.on.Listen(n.Name, members), "--http", l.on.Listen(n.Name, figures),
	}
	var all []string
	for i := range l.plan.Nodes.Journal {
		name := plan.Journal.Node(i + 1)
		all = append(all, name+"="+l.on.Reach(name, members))
	}
	n.Args = append(n.Args, "--peers", strings.Join(all, ","))
	if l.on.Guarded() {
		n.Args = append(n.Args, "--credentials", l.on.File("store.users"))
	}
}

// meets is how shards and matchmakers find each other.
func (l *layout) meets() []string {
	return append([]string{"--cluster-key", l.on.File("cluster.key")}, l.asks()...)
}

// asks is how the directory is asked.
func (l *layout) asks() []string {
	if l.by.Consul {
		return []string{"--consul", l.on.Reach(string(plan.Directory), consulAPI)}
	}
	return []string{"--registry", l.registry(), "--registry-secret", l.on.File(secretFile)}
}

func (l *layout) registry() string { return "http://" + l.on.Reach(string(plan.Directory), registryAt) }

func (l *layout) matchmaker(n *Node) {
	n.Ports = []Port{queue, operators}
	n.Args = append([]string{"matchmaker", "--id", n.Name}, l.meets()...)
	n.Args = append(n.Args, "--data", n.Data)
	n.Args = append(n.Args, l.db()...)
	n.Args = append(n.Args, "--http", l.on.Listen(n.Name, queue))
	if reach := l.on.Reach(n.Name, queue); reach != l.on.Listen(n.Name, queue) {
		n.Args = append(n.Args, "--url", "http://"+reach)
	}
	n.Args = append(n.Args, "--admin", l.on.Listen(n.Name, operators), "--operator", Operator, "--console")
	if l.seen {
		n.Args = append(n.Args, "--cluster", l.on.File(""))
	}
	if s := l.plan.Load.Scenario; s != "" {
		n.Args = append(n.Args, "--scenario", s)
	}
}

// db is a server, or a file: matchmakers of one machine share one, too.
func (l *layout) db() []string {
	if l.by.Postgres {
		return []string{"--db-file", l.on.File(databaseURL)}
	}
	return []string{"--db", "sqlite:" + l.on.File(databaseFile)}
}

func (l *layout) directory(n *Node) {
	if !l.by.Consul {
		n.Ports = []Port{registryAt}
		n.Args = []string{
			"directory", "--http", l.on.Listen(n.Name, registryAt), "--secret", l.on.File(secretFile), "--data", n.Data,
		}
		return
	}
	n.Program, n.Ports = "consul", []Port{consulAPI, consulRPC, consulLAN}
	port := func(p Port) string {
		addr := l.on.Listen(n.Name, p)
		return addr[strings.LastIndex(addr, ":")+1:]
	}
	bind := l.on.Listen(n.Name, consulRPC)
	bind = bind[:strings.LastIndex(bind, ":")]
	n.Args = []string{
		"agent", "-server", "-bootstrap-expect=1", "-node=directory", "-bind=" + bind, "-client=" + bind,
		"-data-dir=" + n.Data, "-http-port=" + port(consulAPI), "-server-port=" + port(consulRPC),
		"-serf-lan-port=" + port(consulLAN), "-serf-wan-port=-1", "-dns-port=-1", "-grpc-port=-1", "-log-level=warn",
		"-hcl=disable_update_check = true performance { raft_multiplier = 1 }",
	}
}

func (l *layout) database(n *Node) {
	n.Program, n.Ports = "postgres", []Port{postgres}
	addr := l.on.Listen(n.Name, postgres)
	colon := strings.LastIndex(addr, ":")
	n.Args = []string{
		"-D", n.Data, "-k", "", "-c", "listen_addresses=" + addr[:colon], "-c", "port=" + addr[colon+1:],
		"-c", "shared_buffers=64MB",
	}
}

func (l *layout) commander(n *Node) {
	n.Args = append([]string{"commander", "--data", n.Data}, l.asks()...)
	if s := l.plan.Load.Scenario; s != "" {
		n.Args = append(n.Args, "--scenario", s)
	}
	if level := l.plan.Load.Level; level != "" {
		n.Args = append(n.Args, "--level", level)
	}
}

func (l *layout) bots(n *Node, count int) {
	if count == 0 {
		count = l.plan.Load.Bots
	}
	n.Args = append([]string{
		"bots", "--players", fmt.Sprint(count), "--duration", "24h", "--json",
		"--seed", fmt.Sprint(l.plan.Seed + crowdSeeds*uint64(numberOf(n.Name)-1)),
		"--answers", l.on.File(n.Name + ".answers"),
	}, l.asks()...)
	if s := l.plan.Load.Scenario; s != "" {
		n.Args = append(n.Args, "--scenario", s)
	}
}

// crowdSeeds is how far the seeds of two crowds of bots lie apart: each bot's is its number behind that of its crowd.
const crowdSeeds = 1 << 20

// Operator is the name of the account that moves matches.
const Operator = "Operator"

// databaseURL is the file of a database's URL, with its password.
const databaseURL = "database.url"

// secretFile is what whoever asks the served directory knows.
const secretFile = "registry.secret"

// databaseFile is the queue's, where that is no server.
const databaseFile = "queue.db"
