package queue

import (
	"context"

	"muster/matchmaker/shards"
	"muster/shard/registry"
)

// borneOut are those of the matches whose heads come from elsewhere which have left their shard, as far as it says so
// itself. A head may be an old one that somebody has put back: what still runs where the database says is nobody
// else's. A shard that does not answer has no say; then the other one must run the match, if it is there.
func (f *failover) borneOut(ctx context.Context, found []takeover, shards []registry.Shard) (all []takeover) {
	ask := &census{shards: f.shards, there: shards, runs: map[string]map[string]bool{}}
	for _, r := range found {
		runs, known := ask.whether(ctx, r.From, r.Match)
		if !known {
			there, says := ask.whether(ctx, r.To, r.Match)
			runs = says && !there
		}
		if !runs {
			all = append(all, r)
		}
	}
	return all
}

// census asks shards what they run, each once.
type census struct {
	shards *shards.Directory
	there  []registry.Shard
	runs   map[string]map[string]bool // by shard: its matches; nil where it did not answer
}

func (c *census) whether(ctx context.Context, shard, match string) (runs, known bool) {
	all, asked := c.runs[shard]
	if !asked {
		all = c.fetch(ctx, shard)
		c.runs[shard] = all
	}
	return all[match], all != nil
}

func (c *census) fetch(ctx context.Context, shard string) map[string]bool {
	ctx, cancel := context.WithTimeout(ctx, headsPatience)
	defer cancel()
	for _, s := range c.there {
		if s.ID != shard {
			continue
		}
		matches, err := c.shards.Client(s).Matches(ctx)
		if err != nil {
			return nil
		}
		all := map[string]bool{}
		for _, v := range matches {
			all[v.ID] = true
		}
		return all
	}
	return nil
}
