package replay

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A build names its commit also where it was made from an archive, or with Go's own stamp switched off.
func TestTheCommitOfATree(t *testing.T) {
	run := func(dir, name string, args ...string) string {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		return strings.TrimSpace(string(out))
	}
	root := run("", "git", "rev-parse", "--show-toplevel")
	commit := run("", "git", "rev-parse", "HEAD")
	require.Equal(t, commit, run(root, ".ci/version"))

	there := t.TempDir()
	archive := filepath.Join(there, "archive.tar")
	run(root, "git", "archive", "-o", archive, "HEAD", ".ci/version")
	run(there, "tar", "xf", archive)
	require.Equal(t, commit, run(there, ".ci/version"), "git wrote it in")

	text, err := os.ReadFile(filepath.Join(root, ".ci", "version"))
	require.NoError(t, err)
	nowhere := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(nowhere, ".ci"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(nowhere, ".ci", "version"), text, 0o755))
	require.Empty(t, run(nowhere, ".ci/version"), "a copy without git does not know, and says nothing")
}

func TestTheCommitInAVersion(t *testing.T) {
	for version, commit := range map[string]string{
		"v0.0.0-20261129174500-0123456789ab": "0123456789ab",
		"(devel)":                            "", "": "", "v1.2.3": "", "v0.0.0-20261129174500-0123456789ab+dirty": "",
	} {
		require.Equal(t, commit, commitOf(version), version)
	}
}
