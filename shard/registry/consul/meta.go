package consul

import (
	"encoding/hex"
	"net"
	"strconv"
	"strings"

	"github.com/hashicorp/consul/api"

	"muster/shard/registry"
)

const (
	shardService = "muster-shard"
	queueService = "muster-matchmaker"
)

// shardMeta is what a service says of a shard. Values are short strings: Consul takes 512 bytes.
func shardMeta(s *registry.Shard) map[string]string {
	return map[string]string{
		"id": s.ID, "control": s.Control, "health": s.Health, "admin": s.Admin, "cert": hex.EncodeToString(s.CertHash), "key": hex.EncodeToString(s.PublicKey), "version": s.Version,
		"rules": s.Rules, "others": strings.Join(s.Others, " "),
		"oldest": number(s.Protocol[0]), "newest": number(s.Protocol[1]), "region": s.Region,
		"capacity": number(s.Capacity), "load": number(s.Load), "players": number(s.Players),
		"shared": strconv.FormatBool(s.Shared), "draining": strconv.FormatBool(s.Draining), "store-full": strconv.FormatBool(s.StoreFull), "began": number(s.Began),
	}
}

func number[T int | uint16 | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// readShard reads a service back. What others wrote is not trusted: a field that makes no sense is empty.
func readShard(e *api.ServiceEntry) (string, registry.Shard) {
	m := e.Service.Meta
	s := registry.Shard{
		ID: m["id"], Control: m["control"], Health: m["health"], Admin: m["admin"], CertHash: unhex(m["cert"]), PublicKey: unhex(m["key"]), Version: m["version"], Region: m["region"],
		Rules:    m["rules"],
		Protocol: [2]uint16{uint16(unnumber(m["oldest"])), uint16(unnumber(m["newest"]))},
		Capacity: unnumber(m["capacity"]), Load: unnumber(m["load"]), Players: unnumber(m["players"]), Shared: m["shared"] == "true",
		Draining: m["draining"] == "true" || maintained(e.Checks), StoreFull: m["store-full"] == "true", Began: int64(unnumber(m["began"])),
	}
	if all := strings.Fields(m["others"]); len(all) > 0 {
		s.Others = all[:min(len(all), registry.MaxOthers)]
	}
	if e.Service.Port != 0 {
		s.Addr = net.JoinHostPort(e.Service.Address, strconv.Itoa(e.Service.Port))
	}
	return s.ID, s
}

func matchmakerMeta(m *registry.Matchmaker) map[string]string {
	return map[string]string{"id": m.ID, "url": m.URL, "key": hex.EncodeToString(m.PublicKey), "leads": strconv.FormatBool(m.Leads)}
}

func readMatchmaker(e *api.ServiceEntry) (string, registry.Matchmaker) {
	m := e.Service.Meta
	return m["id"], registry.Matchmaker{ID: m["id"], URL: m["url"], PublicKey: unhex(m["key"]), Leads: m["leads"] == "true"}
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) == 0 {
		return nil
	}
	return b
}

func unnumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
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
	return c.CheckID == api.NodeMaint || len(c.CheckID) > len(api.ServiceMaintPrefix) && c.CheckID[:len(api.ServiceMaintPrefix)] == api.ServiceMaintPrefix
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
		if !maintenance(c) && c.Status != api.HealthPassing && c.Output != "" && !strings.HasPrefix(c.Output, "TTL expired") {
			return false
		}
	}
	return true
}
