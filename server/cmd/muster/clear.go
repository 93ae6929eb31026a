package main

import "errors"

// errClear is what an API without TLS gives away.
var errClear = errors.New("passwords, tokens and the hash that players know shards by travel in clear, and whoever is on the way can read and change them. Give --tls-cert and --tls-key, or --acme HOST; behind a proxy that speaks TLS let --http listen on this machine's address for it alone")
