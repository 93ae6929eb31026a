package link

import (
	"encoding/binary"
	"net/netip"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	rest   = " 01 00000000:00000000 00:00000000 00000000  1000        0 "
)

func little(t *testing.T) {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the tables below are of a machine that has the low byte first: not ", runtime.GOARCH)
	}
}

func TestASocketIsFoundByItsAddress(t *testing.T) {
	little(t)
	local, proxy := netip.MustParseAddrPort("127.0.0.1:50000"), netip.MustParseAddrPort("127.0.0.1:8080")
	table := []byte(header +
		"   0: 0100007F:C350 0100007F:1F90" + rest + "48211 1 0000000000000000 20 4 30 10 -1\n" +
		"   1: 0100007F:1F90 0100007F:C350" + rest + "48212 1 0000000000000000 20 4 30 10 -1\n" + // the proxy's end
		"   2: 0100007F:C350 0100007F:1F91" + rest + "48213 1\n" + // the same port towards another server
		"   3: 0200007F:C350 0100007F:1F90" + rest + "48214 1\n" + // and of another address
		"   4: 0100007F:C350 0100007F:1F90" + rest + "0 1\n") // closed already
	require.Equal(t, []string{"socket:[48211]"}, inodes(table, local, proxy))

	six := []byte(header +
		"   0: 0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000100007F:1F90" + rest + "7 1\n")
	require.Equal(t, []string{"socket:[7]"}, inodes(six, local, proxy), "IPv4 in IPv6")

	free := []byte(header +
		"   0: 00000000:C350 00000000:0000" + rest + "8 2\n" +
		"   1: 00000000:C351 00000000:0000" + rest + "9 2\n")
	require.Equal(t, []string{"socket:[8]"}, inodes(free, local, proxy), "datagrams from any address to anybody")
}

func FuzzTables(f *testing.F) {
	f.Add([]byte(header + "   0: 0100007F:C350 0100007F:1F90" + rest + "48211 1\n"))
	f.Add([]byte("a 00000000:C350 0000000000000000FFFF00000100007F:0000 c d e f g h 18446744073709551615"))
	f.Fuzz(func(t *testing.T, table []byte) {
		for _, name := range inodes(table, netip.MustParseAddrPort("127.0.0.1:50000"), netip.AddrPort{}) {
			require.Regexp(t, `^socket:\[[1-9][0-9]*\]$`, name)
		}
	})
}
