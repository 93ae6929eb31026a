package lan

import "time"

// Limits, each with its reason.
const (
	maxName    = 40               // letters of a server's name: a line of the page; of a longer one the rest is dropped
	maxVersion = 20               // letters of a version
	maxFound   = 64               // servers that are listed: more are nobody's network; the rest is dropped
	maxAddrs   = 8                // addresses of one server
	maxFaces   = 8                // interfaces that are used: of more the rest are virtual ones
	maxHeard   = 256              // answers of one look that wait to be read; the rest is dropped
	lookAgain  = 30 * time.Second // for interfaces that came or went
)
