# The token of a matchmaker (CONSUL_HTTP_TOKEN): it tells of itself, leads, and looks for shards and where matches are.
service "muster-matchmaker" {
  policy = "write"
}
service "muster-shard" {
  policy = "read"
}
key_prefix "muster/heads/" {
  policy = "read"
}
key "muster/leader" {
  policy = "write"
}
session_prefix "" {
  policy = "write"
}
node_prefix "" {
  policy = "read"
}
