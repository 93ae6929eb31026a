package plan

// Default is the cluster that stands where no plan asks for another: small, with matches to look at and to join.
func Default() Plan {
	return Plan{
		Nodes: Nodes{Shards: 3, Journal: 3, Matchmakers: 2, Directory: "auto", Database: "auto"},
		Load:  Load{Matches: 4},
		Seed:  1,
	}
}

// At lists the nodes of a cluster with so many shards, kind by kind. Bots are one node, if any come; a database that
// may turn out to be a file counts as one until Nodes.Database says so.
func (p Plan) At(shards int) (nodes []string) {
	n := p.Nodes
	bots, database := min(1, p.Players()), 1
	if n.Database == "sqlite" { // a file
		database = 0
	}
	for _, k := range []struct {
		kind  Kind
		count int
	}{
		{Directory, 1},
		{Database, database},
		{Journal, n.Journal},
		{Matchmakers, n.Matchmakers},
		{Shards, shards},
		{Commanders, n.Commanders},
		{Bots, bots},
	} {
		for i := range k.count {
			nodes = append(nodes, k.kind.Node(i+1))
		}
	}
	return nodes
}

// LimitOf is what a node may use: of each value the last that is set for it.
func (p Plan) LimitOf(node string) (of Limit) {
	of.Of = Selector(node)
	for _, l := range p.Limits {
		if !l.Of.Has(node) {
			continue
		}
		of.CPU = last(l.CPU, of.CPU)
		of.Memory, of.Disk = last(l.Memory, of.Memory), last(l.Disk, of.Disk)
		of.Files = last(l.Files, of.Files)
	}
	return of
}

// last is the later of two values if it is set.
func last[N int | int64 | float64](later, earlier N) N {
	if later != 0 {
		return later
	}
	return earlier
}

// WeightOf is how large a share of the matches a shard is responsible for.
func (p Plan) WeightOf(node string) int {
	weight := 1
	for _, w := range p.Weights {
		if w.Of.Has(node) {
			weight = w.Weight
		}
	}
	return weight
}
