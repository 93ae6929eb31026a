package statuspage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"

	"muster/server/httpd"
)

// pagePolicy is what the status pages may do beside: run their one script, named by its hash, which
// fetches the page again.
var pagePolicy = httpd.ClosedPolicy + "; connect-src 'self'; script-src 'sha256-" + scriptHash() + "'"

// scriptHash is that of the script as the template writes it.
func scriptHash() string {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, "foot", nil); err != nil {
		panic(err) // it is our own
	}
	_, rest, _ := bytes.Cut(b.Bytes(), []byte("<script>"))
	script, _, found := bytes.Cut(rest, []byte("</script>"))
	if !found {
		panic("the status page has no script")
	}
	h := sha256.Sum256(script)
	return base64.StdEncoding.EncodeToString(h[:])
}
