package node

import (
	"fmt"
	"net"
	"strings"
)

// certify has browsers be shown the certificate that was given, if they can trust it: by the names that they dial.
func (p *Node) certify() error {
	if p.cfg.Browsers.Cert == "" {
		return nil
	}
	c, err := p.cfg.Browsers.Open(p.cfg.Data, p.cfg.Log)
	if err != nil {
		return err
	}
	shown, err := c.Shown()
	if err != nil {
		return fmt.Errorf("--tls-cert: %w", err)
	}
	for _, at := range strings.Split(p.cfg.Public, ",") {
		host, _, err := net.SplitHostPort(at)
		if err == nil {
			err = shown.Leaf.VerifyHostname(host)
		}
		if err != nil {
			p.cfg.Log.Info("browsers are shown a certificate of the shard's own, by its hash: "+
				"--public has an address that --tls-cert is not for", "public", p.cfg.Public, "why", err)
			return nil
		}
	}
	p.keys.ShowBrowsers(c.Shown)
	return nil
}
