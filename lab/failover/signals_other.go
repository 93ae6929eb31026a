//go:build !unix

package failover

import "os"

// Other systems have none of these: a trial that needs one fails.
var (
	terminate = os.Interrupt
	stop      = os.Interrupt
	goOn      = os.Interrupt
)
