//go:build linux && !amd64

package limit

// canTrap says that it cannot: the numbers of calls are others here, and nobody has tried them.
func canTrap() error { return errNoTrap }

func trapSyncs() (int, error) { return 0, errNoTrap }

func nextAsk(uintptr) (uint64, bool) { return 0, false }

func replyTo(uintptr, uint64, bool) {}
