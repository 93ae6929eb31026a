package replay

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"muster/game"
)

// Fingerprint is game.Fingerprint, computed once.
var Fingerprint = sync.OnceValue(game.Fingerprint)

// stamped is the commit as the build wrote it in (make build, make release): Go itself notes it in a clone alone, and
// not where that is switched off.
var stamped string

// Release names this build: the commit that it was made from, empty where that is not known.
var Release = sync.OnceValue(func() string {
	if stamped != "" {
		return short(stamped)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return short(s.Value)
		}
	}
	return short(commitOf(info.Main.Version))
})

// commitOf is the commit in the version of a module that was fetched: v0.0.0-20261129174500-0123456789ab.
func commitOf(version string) string {
	parts := strings.Split(version, "-")
	if last := parts[len(parts)-1]; len(parts) == 3 && len(last) == 12 {
		return last
	}
	return ""
}

func short(commit string) string { return commit[:min(12, len(commit))] }

// Version is the commit that this was built from, as people are told it.
func Version() string { return cmp.Or(Release(), "unknown") }

// Rules is a fingerprint as it is told in the registry and to people.
func Rules(fingerprint uint64) string { return fmt.Sprintf("%016x", fingerprint) }

// FingerprintError reports that a match was played by other rules than this build's. It is no damage: the release that
// has those rules can go on with the match and play its replay.
type FingerprintError struct {
	Stored, Have uint64
	Release      string // that began the match, if its journal says
}

func (e *FingerprintError) Error() string {
	return fmt.Sprintf("the match needs the rules %016x of %s, and this build has the rules %016x: use that release",
		e.Stored, ReleaseOf(e.Stored, e.Release), e.Have)
}

// ReleaseOf names a release that can play a match, for people. Journals from before they said so
// are known by their rules.
func ReleaseOf(fingerprint uint64, said string) string {
	if name := cmp.Or(said, releases[fingerprint]); name != "" {
		return "release " + name
	}
	return "a release that the journal does not name"
}

// releases are the last commits with rules whose journals name no release.
var releases = map[uint64]string{
	0x6328ce0cd369c0ec: "1e654de",
	0x3aa4c0422b9af66c: "18fd7a2",
	0xf5c495398b0ee84c: "749cd07",
	0xf87d04b93302aa4c: "30db930",
}
