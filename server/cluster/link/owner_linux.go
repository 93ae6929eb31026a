package link

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"os"
	"slices"
	"sync"
)

// OwnerOf finds owners in what Linux tells: which socket has the local address, and which process of a node holds it
// (/proc/PID/fd). The processes are asked for each time, since they come and go. Whoever dialled there last is looked
// at first: nodes that cannot reach another one try again many times a second.
func OwnerOf(processes func() map[string][]int) Owner {
	var mu sync.Mutex
	last := map[netip.AddrPort]string{} // by whom they dialled
	return func(network string, local, remote netip.AddrPort) string {
		sockets := socketsOf(network, local, remote)
		if len(sockets) == 0 {
			return ""
		}
		all := processes()
		has := func(node string) bool {
			return slices.ContainsFunc(all[node], func(pid int) bool { return holds(pid, sockets) })
		}
		mu.Lock()
		before := last[remote]
		mu.Unlock()
		if has(before) {
			return before
		}
		for node := range maps.Keys(all) {
			if node != before && has(node) {
				mu.Lock()
				last[remote] = node
				mu.Unlock()
				return node
			}
		}
		return ""
	}
}

// socketsOf names the sockets that have a local address and speak to a remote one: the kernel is asked for one of TCP,
// and its table is read for others, and where it does not answer.
func socketsOf(network string, local, remote netip.AddrPort) (names []string) {
	if network == "tcp" {
		name, err := inodeOf(local, remote)
		if err == nil && name == "" {
			return nil
		}
		if err == nil {
			return []string{name}
		}
	}
	for _, table := range []string{network, network + "6"} {
		if b, err := readTable("/proc/net/" + table); err == nil {
			names = append(names, inodes(b, local, remote)...)
		}
	}
	return names
}

func readTable(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	_, err = io.Copy(&b, io.LimitReader(f, maxTable))
	return b.Bytes(), err
}

// holds reports whether a process has one of the sockets open. The newest descriptor is looked at first.
func holds(pid int, sockets []string) bool {
	dir, err := os.Open(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return false
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	for _, name := range slices.Backward(names) {
		if to, err := os.Readlink(dir.Name() + "/" + name); err == nil && slices.Contains(sockets, to) {
			return true
		}
	}
	return false
}
