package machine

import (
	"testing"
	"testing/fstest"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
)

// The least limit counts: of the machine, of the group, or of one that the group is in, in either version.
func TestTheLeastLimitOfMemoryCounts(t *testing.T) {
	machine := "MemTotal:        8000 kB\nMemFree:         3 kB\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  uint64
	}{
		"nobody says": {nil, unlimited},
		"the machine": {map[string]string{"proc/meminfo": machine}, 8000 << 10},
		"a group that may have all": {map[string]string{
			"proc/meminfo": machine, "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "max\n",
		}, 8000 << 10},
		"a group above": {map[string]string{
			"proc/meminfo": machine, "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/memory.max": "4096\n",
			"sys/fs/cgroup/a/b/memory.max": "8192\n",
		}, 4096},
		"version 1, in a container": {map[string]string{
			"proc/meminfo": machine, "proc/self/cgroup": "7:cpu,memory:/docker/1\n1:name=systemd:/x\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "1024\n",
		}, 1024},
	} {
		root := fstest.MapFS{}
		for file, text := range c.files {
			root[file] = &fstest.MapFile{Data: []byte(text)}
		}
		require.Equal(t, c.want, limitIn(root), name)
	}
}

func TestTheMachineShowsItsFigures(t *testing.T) {
	r := prometheus.NewPedanticRegistry()
	require.NoError(t, r.Register(Metrics(t.TempDir())))
	all, err := r.Gather()
	require.NoError(t, err)
	require.Len(t, all, 2)
	for _, f := range all {
		require.Greater(t, f.Metric[0].Gauge.GetValue(), 1e6, f.GetName())
	}
}
