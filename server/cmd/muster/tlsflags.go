package main

import "muster/server/httpd"

// tlsFlags are how the API is served by TLS.
type tlsFlags struct {
	TLSCert       string `name:"tls-cert" help:"Serve the API by TLS: file of its certificate, in PEM, and behind it those of who signed it. Read again when it has changed." placeholder:"FILE" and:"tls" xor:"certificate"`
	TLSKey        string `name:"tls-key" help:"File of that certificate's key." placeholder:"FILE" and:"tls"`
	ACME          string `name:"acme" help:"Serve the API by TLS with a certificate for this host name, which Let's Encrypt gives and renews: it must find --http at port 443 of that name." placeholder:"HOST" xor:"certificate"`
	ACMEDirectory string `name:"acme-directory" help:"URL of another ACME server's directory." default:"https://acme-v02.api.letsencrypt.org/directory" placeholder:"URL"`
}

// browsers is what of it shards show browsers.
func (f *tlsFlags) browsers() httpd.TLS { return httpd.TLS{Cert: f.TLSCert, Key: f.TLSKey} }

func (f *tlsFlags) tls() httpd.TLS {
	return httpd.TLS{Cert: f.TLSCert, Key: f.TLSKey, ACME: f.ACME, ACMEDirectory: f.ACMEDirectory}
}
