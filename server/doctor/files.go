package doctor

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Files looks how many files may be open at once.
func Files() Finding {
	n, known := openFiles()
	if !known {
		return skipped("open files", "this system does not tell")
	}
	return judgeFiles(n)
}

func judgeFiles(n uint64) Finding {
	f := fine("open files", "%d may be open at once", n)
	if n < goodFiles {
		f.State, f.Do = Warning, fmt.Sprintf("raise the limit: LimitNOFILE=%d in the service's unit, or `ulimit -n %d`",
			16*goodFiles, 16*goodFiles)
	}
	if n < leastFiles {
		f.State = Trouble
	}
	return f
}

// Certificate looks at a file of certificates in PEM that a flag names: whether it can be read, and until when it
// counts. One that the server makes for itself may be missing.
func Certificate(flag, file string, made bool, now time.Time) Finding {
	b, err := os.ReadFile(file)
	if made && errors.Is(err, fs.ErrNotExist) {
		return fine("certificate", "%s: will be made", flag)
	}
	if err != nil {
		return Broken("certificate", fmt.Errorf("%s: %w", flag, err), "name a file that this user can read")
	}
	found, n := fine("certificate", ""), 0
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return Broken("certificate", fmt.Errorf("%s %s: %w", flag, file, err), "have it made anew")
		}
		if f := judgeCertificate(flag, file, c, now); n == 0 || f.State != OK {
			found = f
		}
		n++
	}
	if n == 0 {
		return Finding{
			"certificate", Trouble, fmt.Sprintf("%s %s holds no certificate in PEM", flag, file),
			"name the file that begins with -----BEGIN CERTIFICATE-----",
		}
	}
	return found
}

func judgeCertificate(flag, file string, c *x509.Certificate, now time.Time) Finding {
	f := fine("certificate", "%s %s counts until %s", flag, file, c.NotAfter.Format(time.DateOnly))
	switch {
	case now.Before(c.NotBefore):
		f.State, f.Found = Trouble, fmt.Sprintf("%s %s counts from %s on only",
			flag, file, c.NotBefore.Format(time.DateTime))
		f.Do = "look at this machine's clock; else have it made anew"
	case now.After(c.NotAfter):
		f.State, f.Found = Trouble, fmt.Sprintf("%s %s has ended at %s", flag, file, c.NotAfter.Format(time.DateTime))
		f.Do = "have it made anew"
	case c.NotAfter.Sub(now) < soon:
		f.State, f.Do = Warning, "have it made anew in time"
	}
	return f
}
