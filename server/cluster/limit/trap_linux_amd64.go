package limit

import (
	"fmt"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// trapFlags: who reads the listener is asked; a signal does not call a sync off that was asked about, or Go's own
// signals, a hundred a second, would begin a slow one anew each time; and nothing else of the process gets slower.
const trapFlags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV |
	unix.SECCOMP_FILTER_FLAG_SPEC_ALLOW

// syncCalls picks the calls that sync, of struct seccomp_data: the number is at 0, the architecture at 4, the lower
// half of the third argument at 32.
var syncCalls = []bpf.Instruction{
	bpf.LoadAbsolute{Off: 4, Size: 4},
	bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.AUDIT_ARCH_X86_64, SkipTrue: 8},
	bpf.LoadAbsolute{Off: 0, Size: 4},
	bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.SYS_FSYNC, SkipTrue: 7},
	bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.SYS_FDATASYNC, SkipTrue: 6},
	bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.SYS_SYNC_FILE_RANGE, SkipTrue: 5},
	bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.SYS_SYNCFS, SkipTrue: 4},
	bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.SYS_MSYNC, SkipTrue: 2},
	bpf.LoadAbsolute{Off: 32, Size: 4},
	bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: unix.MS_SYNC, SkipTrue: 1},
	bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW},
	bpf.RetConstant{Val: unix.SECCOMP_RET_USER_NOTIF},
}

// canTrap says why the kernel lets nobody be asked about syncs, if it does not.
func canTrap() error {
	action := uint32(unix.SECCOMP_RET_USER_NOTIF)
	if _, err := seccomp(unix.SECCOMP_GET_ACTION_AVAIL, 0, unsafe.Pointer(&action)); err != nil {
		return fmt.Errorf("%w: seccomp: %w", errRefused, err)
	}
	// A program that is not there is a bad address, once the flags are known.
	if _, err := seccomp(unix.SECCOMP_SET_MODE_FILTER, trapFlags, nil); err == unix.EINVAL {
		return errOldKernel
	} else if err != unix.EFAULT {
		return fmt.Errorf("%w: seccomp: %w", errRefused, err)
	}
	return nil
}

// trapSyncs has the kernel ask whoever reads the listener about each sync of this thread, and of all that it becomes
// and starts.
func trapSyncs() (listener int, err error) {
	raw, err := bpf.Assemble(syncCalls)
	if err != nil {
		return 0, err
	}
	filter := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		filter[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	// Without it only root may filter. Programs that would give more rights (set-user-ID) give none any more.
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return 0, fmt.Errorf("no_new_privs: %w", err)
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	fd, err := seccomp(unix.SECCOMP_SET_MODE_FILTER, trapFlags, unsafe.Pointer(&program))
	if err != nil {
		return 0, fmt.Errorf("seccomp: %w", err)
	}
	return int(fd), nil
}

func seccomp(operation, flags uintptr, args unsafe.Pointer) (uintptr, error) {
	n, _, errno := unix.Syscall(unix.SYS_SECCOMP, operation, flags, uintptr(args))
	if errno != 0 {
		return 0, errno
	}
	return n, nil
}

// ask is struct seccomp_notif: somebody syncs.
type ask struct {
	id    uint64
	pid   uint32
	flags uint32
	call  int32
	arch  uint32
	ip    uint64
	args  [6]uint64
}

// reply is struct seccomp_notif_resp: what is answered.
type reply struct {
	id    uint64
	value int64
	err   int32
	flags uint32
}

// nextAsk takes the next ask from a listener that has one; false if it was called off.
func nextAsk(listener uintptr) (id uint64, ok bool) {
	var a ask
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, listener, unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&a)))
	return a.id, errno == 0
}

// replyTo answers an ask. Who asked may have been killed: then nobody hears it.
func replyTo(listener uintptr, id uint64, fails bool) {
	r := reply{id: id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
	if fails {
		r.flags, r.err = 0, -int32(unix.EIO)
	}
	_, _, _ = unix.Syscall(unix.SYS_IOCTL, listener, unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&r)))
}
