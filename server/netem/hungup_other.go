//go:build !linux

package netem

import "net"

// hungUp is not asked elsewhere: a connection hangs until its line is mended.
func hungUp(*net.TCPConn) bool { return false }
