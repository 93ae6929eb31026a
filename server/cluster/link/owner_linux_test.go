package link

import (
	"net"
	"net/netip"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The kernel names the same socket as its table does, for either family; of one that is closed it says that there is
// none. Its process is found, too.
func TestTheKernelIsAskedForASocket(t *testing.T) {
	owner := OwnerOf(func() map[string][]int { return map[string][]int{"other": {1 << 30}, "us": {os.Getpid()}} })
	for _, at := range []string{"127.0.0.1:0", "[::1]:0"} {
		l, err := net.Listen("tcp", at)
		if err != nil {
			t.Logf("without %s: %v", at, err)
			continue
		}
		defer l.Close()
		c, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		defer c.Close()
		local := c.LocalAddr().(*net.TCPAddr).AddrPort()
		remote := c.RemoteAddr().(*net.TCPAddr).AddrPort()
		name, err := inodeOf(local, remote)
		if err != nil {
			t.Skipf("this kernel does not tell of sockets: %v", err)
		}
		table := "/proc/net/tcp"
		if local.Addr().Is6() {
			table += "6"
		}
		b, err := readTable(table)
		require.NoError(t, err)
		require.Equal(t, inodes(b, local, remote), []string{name})
		for range 2 { // and once more, when it is known who dialled last
			require.Equal(t, "us", owner("tcp", local, remote))
		}
		none, err := inodeOf(netip.AddrPortFrom(local.Addr(), 1), remote)
		require.NoError(t, err)
		require.Empty(t, none)
		require.Empty(t, owner("tcp", netip.AddrPortFrom(local.Addr(), 1), remote))
	}
}

// What the kernel says is read within its bounds.
func FuzzInodeIn(f *testing.F) {
	f.Add(question(netip.MustParseAddrPort("127.0.0.1:1"), netip.MustParseAddrPort("[::1]:2")))
	f.Fuzz(func(_ *testing.T, b []byte) { _, _ = inodeIn(b) })
}
