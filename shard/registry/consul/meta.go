package consul

import (
	"encoding/hex"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/consul/api"

	"muster/shard/registry"
)

const (
	shardService = "muster-shard"
	queueService = "muster-matchmaker"

	metaSigned = "signed" // when an entry was signed, in milliseconds since 1970
	metaMark   = "mark"
)

// shardMeta is what a service says of a shard. Values are short strings: Consul takes 512 bytes.
func shardMeta(s *registry.Shard) map[string]string {
	return map[string]string{
		"id": s.ID, "control": s.Control, "health": s.Health, "admin": s.Admin, "cert": hex.EncodeToString(s.CertHash),
		"web": hex.EncodeToString(s.WebHashes),
		"key": hex.EncodeToString(s.PublicKey), "version": s.Version,
		"rules": s.Rules, "others": strings.Join(s.Others, " "),
		"oldest": number(s.Protocol[0]), "newest": number(s.Protocol[1]), "region": s.Region,
		"capacity": number(s.Capacity), "load": number(s.Load), "players": number(s.Players),
		"shared": strconv.FormatBool(s.Shared), "draining": strconv.FormatBool(s.Draining),
		"hands-over": strconv.FormatBool(s.HandsOver),
		"tick-p99":   number(s.TickP99.Microseconds()), "busy": number(s.Busy), "measured": number(s.Measured),
		"store-full": strconv.FormatBool(s.StoreFull), "began": number(s.Began), "place": s.Place,
	}
}

func number[T int | uint16 | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// readShard reads a service back. A figure that is none, or cannot be, makes all of it worthless.
func readShard(e *api.ServiceEntry, now time.Time) (string, registry.Shard, error) {
	m := e.Service.Meta
	var n numbers
	s := registry.Shard{
		ID: m["id"], Control: m["control"], Health: m["health"], Admin: m["admin"], CertHash: unhex(m["cert"]),
		WebHashes: unhex(m["web"]),
		PublicKey: unhex(m["key"]), Version: m["version"], Region: m["region"],
		Rules:    m["rules"],
		Protocol: [2]uint16{uint16(n.read(m, "oldest", 16)), uint16(n.read(m, "newest", 16))},
		Capacity: int(n.read(m, "capacity", 32)), Load: int(n.read(m, "load", 32)),
		Players: int(n.read(m, "players", 32)), Shared: m["shared"] == "true", HandsOver: m["hands-over"] == "true",
		Draining: m["draining"] == "true" || maintained(e.Checks), StoreFull: m["store-full"] == "true",
		Began: int64(n.read(m, "began", 63)), Place: m["place"],
		TickP99: time.Duration(n.read(m, "tick-p99", 32)) * time.Microsecond, Busy: int(n.read(m, "busy", 16)),
		Measured: int64(n.read(m, "measured", 63)),
	}
	if all := strings.Fields(m["others"]); len(all) > 0 {
		s.Others = all[:min(len(all), registry.MaxOthers)]
	}
	if e.Service.Port != 0 {
		s.Addr = net.JoinHostPort(e.Service.Address, strconv.Itoa(e.Service.Port))
	}
	if n.bad != nil {
		return s.ID, s, n.bad
	}
	return s.ID, s, s.Check(now)
}

// numbers reads figures, and remembers the first that is none.
type numbers struct{ bad error }

// read reads the figure under a name, of at most so many bits; 0 where there is none.
func (n *numbers) read(m map[string]string, name string, bits int) uint64 {
	if m[name] == "" {
		return 0
	}
	v, err := strconv.ParseUint(m[name], 10, bits)
	if err != nil && n.bad == nil {
		n.bad = fmt.Errorf("%s %q is out of range", name, clip(m[name]))
	}
	return v
}

func matchmakerMeta(m *registry.Matchmaker) map[string]string {
	return map[string]string{
		"id": m.ID, "url": m.URL, "admin": m.Admin,
		"cert": hex.EncodeToString(m.CertHash), "key": hex.EncodeToString(m.PublicKey),
		"leads": strconv.FormatBool(m.Leads),
	}
}

func readMatchmaker(e *api.ServiceEntry, _ time.Time) (string, registry.Matchmaker, error) {
	m := e.Service.Meta
	v := registry.Matchmaker{
		ID: m["id"], URL: m["url"], Admin: m["admin"], CertHash: unhex(m["cert"]), PublicKey: unhex(m["key"]),
		Leads: m["leads"] == "true",
	}
	return v.ID, v, v.Check()
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) == 0 {
		return nil
	}
	return b
}

// maintained reports whether somebody put the service or its node in maintenance.
func maintained(checks api.HealthChecks) bool {
	for _, c := range checks {
		if maintenance(c) && c.Status == api.HealthCritical {
			return true
		}
	}
	return false
}

func maintenance(c *api.HealthCheck) bool {
	return c.CheckID == api.NodeMaint ||
		len(c.CheckID) > len(api.ServiceMaintPrefix) &&
			c.CheckID[:len(api.ServiceMaintPrefix)] == api.ServiceMaintPrefix
}

// passes reports whether all checks but maintenance pass.
func passes(checks api.HealthChecks) bool {
	for _, c := range checks {
		if !maintenance(c) && c.Status != api.HealthPassing {
			return false
		}
	}
	return true
}

// lapsed reports whether all checks that do not pass were fed too late; who says that it is in trouble says why.
func lapsed(checks api.HealthChecks) bool {
	for _, c := range checks {
		if !maintenance(c) && c.Status != api.HealthPassing && c.Output != "" &&
			!strings.HasPrefix(c.Output, "TTL expired") {
			return false
		}
	}
	return true
}
