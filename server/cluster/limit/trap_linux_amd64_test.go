package limit

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Only calls that sync are asked about; all others, and those of another architecture, cost nothing.
func TestWhatIsAskedAbout(t *testing.T) {
	vm, err := bpf.NewVM(syncCalls)
	require.NoError(t, err)
	asked := func(arch, call, flags uint32) bool {
		data := make([]byte, 64)                   // struct seccomp_data
		binary.BigEndian.PutUint32(data, call)     // as this machine reads packets; the kernel
		binary.BigEndian.PutUint32(data[4:], arch) // has it in its own order
		binary.BigEndian.PutUint32(data[32:], flags)
		n, err := vm.Run(data)
		require.NoError(t, err)
		require.Contains(t, []int{unix.SECCOMP_RET_ALLOW, unix.SECCOMP_RET_USER_NOTIF}, n)
		return n == unix.SECCOMP_RET_USER_NOTIF
	}
	syncs := map[uint32]bool{
		unix.SYS_FSYNC: true, unix.SYS_FDATASYNC: true, unix.SYS_SYNCFS: true, unix.SYS_SYNC_FILE_RANGE: true,
	}
	for call := range uint32(1000) {
		require.Equal(t, syncs[call], asked(unix.AUDIT_ARCH_X86_64, call, 0), "call %d", call)
		require.Equal(t, syncs[call] || call == unix.SYS_MSYNC,
			asked(unix.AUDIT_ARCH_X86_64, call, unix.MS_SYNC|unix.MS_INVALIDATE), "call %d", call)
		require.False(t, asked(unix.AUDIT_ARCH_I386, call, unix.MS_SYNC))
	}
}
