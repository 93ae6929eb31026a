#!/bin/sh
# Starts three servers of the JetStream cluster on this machine, for trying it out and for tests. On three machines run one
# `muster nats` each, with the same --peers. Ctrl-C stops all three.
#
#   docs/cluster.sh [DIR]
#
# MUSTER is the program (bin/muster), CLIENTS the three addresses for shards, ROUTES the three between the servers.
set -eu
dir=${1:-muster-nats}
muster=${MUSTER:-bin/muster}
clients=${CLIENTS:-127.0.0.1:4222 127.0.0.1:4223 127.0.0.1:4224}
routes=${ROUTES:-127.0.0.1:6222 127.0.0.1:6223 127.0.0.1:6224}
peers=$(echo "$routes" | tr ' ' ,)
mkdir -p "$dir"
trap 'trap - INT TERM; kill 0; wait' INT TERM
n=0
for client in $clients; do
	n=$((n + 1))
	"$muster" nats --name "n$n" --data "$dir/n$n" --listen "$client" --cluster "$(echo "$routes" | cut -d' ' -f$n)" --peers "$peers" &
	echo $! >"$dir/n$n.pid"
done
echo "shards: muster shard --journal nats://$(echo "$clients" | sed 's/ /,nats:\/\//g')"
wait
