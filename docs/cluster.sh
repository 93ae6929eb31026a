#!/bin/sh
# Starts three servers of the etcd cluster that shards keep their journals in on this machine, for trying it out and for tests.
# On three machines run one `muster store` each, with the same --peers. Ctrl-C stops all three.
#
#   docs/cluster.sh [DIR]
#
# MUSTER is the program (bin/muster), CLIENTS the three addresses for shards, PEERS the three between the servers, FIGURES those
# of /health and /metrics.
set -eu
dir=${1:-muster-store}
muster=${MUSTER:-bin/muster}
clients=${CLIENTS:-127.0.0.1:2379 127.0.0.1:2389 127.0.0.1:2399}
peers=${PEERS:-127.0.0.1:2380 127.0.0.1:2390 127.0.0.1:2400}
figures=${FIGURES:-127.0.0.1:2381 127.0.0.1:2391 127.0.0.1:2401}
nth() { echo "$1" | cut -d' ' -f"$2"; }
all="n1=$(nth "$peers" 1),n2=$(nth "$peers" 2),n3=$(nth "$peers" 3)"
mkdir -p "$dir"
trap 'trap - INT TERM; kill 0; wait' INT TERM
for n in 1 2 3; do
	"$muster" store --name "n$n" --data "$dir/n$n" --listen "$(nth "$clients" $n)" --peer-listen "$(nth "$peers" $n)" \
		--http "$(nth "$figures" $n)" --peers "$all" &
	echo $! >"$dir/n$n.pid"
done
echo "shards: muster shard --journal etcd://$(echo "$clients" | tr ' ' ,)"
wait
