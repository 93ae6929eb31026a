# The token of a shard (CONSUL_HTTP_TOKEN): it tells of itself and of its matches, and looks for shards and matchmakers.
service "muster-shard" {
  policy = "write"
}
service "muster-matchmaker" {
  policy = "read"
}
key_prefix "muster/heads/" {
  policy = "write"
}
node_prefix "" {
  policy = "read"
}
