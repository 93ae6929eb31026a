package pages

import (
	"context"
	"testing"

	"muster/client/screen/host"
)

// Whoever leaves the result, what is gathered for its graphs ends with it.
func TestWhatIsGatheredEndsWithItsPage(t *testing.T) {
	ended := make(chan struct{})
	s := &result{whole: gather(host.NewGuard(), func(ctx context.Context, _ func(int64, int64)) (host.Recording,
		error,
	) {
		<-ctx.Done()
		close(ended)
		return host.Recording{}, ctx.Err()
	})}
	s.page().End()
	<-ended
}
