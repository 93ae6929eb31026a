//go:build !unix

package lines

func newMark() string { return "MUSTER_BOT=1" }

// killGroup does nothing here: this system knows no groups of processes, and a bot's own is ended.
func killGroup(int, string) {}
