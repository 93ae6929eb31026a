package statuspage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// A status page may run its script, as it is sent, and no other.
func TestTheStatusPagesRunTheirOwnScript(t *testing.T) {
	for page, v := range map[string]any{"public": publicStatus{}, "operators": Figures{}} {
		var b bytes.Buffer
		require.NoError(t, pages.ExecuteTemplate(&b, page, v))
		scripts := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllSubmatch(b.Bytes(), -1)
		require.Len(t, scripts, 1)
		h := sha256.Sum256(scripts[0][1])
		require.Contains(t, pagePolicy, "script-src 'sha256-"+base64.StdEncoding.EncodeToString(h[:])+"'")
		require.NotRegexp(t, `\son[a-z]+=`, b.String(), "a handler in the page would not run")
	}
}
