package etcd

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Access is how servers are reached that do not let everybody in.
type Access struct {
	TLS         bool   // encrypt, and believe only servers whose certificate is good
	CA          string // file of the authority that signed it, in PEM; empty for those that the system knows
	Credentials string // file of a name and a password; empty where none is asked for
}

// Servers reads the place of a shared journal: etcd://HOST:PORT,HOST:PORT, or etcds:// for TLS, or etcd:///FILE for a
// Unix socket.
func Servers(place string) (endpoints []string, tls bool, err error) {
	if socket := SocketOf(place); socket != "" {
		return []string{unixScheme + socket}, false, nil
	}
	scheme, hosts, ok := strings.Cut(place, "://")
	if strings.Contains(hosts, "@") { // the place is not shown: there is a password in it
		return nil, false,
			errors.New("names and passwords do not belong into the place of a journal, " +
				"where everybody sees them: put them into a file")
	}
	if !ok || scheme != "etcd" && scheme != "etcds" {
		return nil, false,
			fmt.Errorf("%s: it must be etcd://HOST:PORT, or etcds://HOST:PORT for TLS, with commas between several",
				place)
	}
	for _, host := range strings.Split(hosts, ",") {
		host = strings.TrimPrefix(host, scheme+"://")
		if _, _, err := net.SplitHostPort(host); err != nil {
			return nil, false,
				fmt.Errorf("%s: %q is no HOST:PORT: it must be %s://HOST:PORT, with commas between several",
					place, host, scheme)
		}
		endpoints = append(endpoints, host)
	}
	return endpoints, scheme == "etcds", nil
}

// Dial makes a client that finds a server again quickly. It does not wait for one.
func Dial(endpoints []string, access *Access) (*clientv3.Client, error) {
	cfg, err := ClientConfig(endpoints, access)
	if err != nil {
		return nil, err
	}
	return clientv3.New(*cfg)
}

// ClientConfig is that of such a client.
func ClientConfig(endpoints []string, access *Access) (*clientv3.Config, error) {
	cfg := clientv3.Config{
		Endpoints: endpoints, DialTimeout: signInWithin, Logger: zap.NewNop(), MaxCallSendMsgSize: MaxRequest + 1<<20,
		DialKeepAliveTime: keepAlive, DialKeepAliveTimeout: deadAfter, PermitWithoutStream: false,
		DialOptions: []grpc.DialOption{grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{
				BaseDelay: reconnectBase, Multiplier: 1.6, Jitter: 0.2, MaxDelay: reconnectMost,
			},
			MinConnectTimeout: dialWithin,
		})},
	}
	if socket, ok := strings.CutPrefix(endpoints[0], unixScheme); ok {
		cfg.Endpoints = []string{"localhost"} // for headers: a path may hold what they must not
		cfg.DialOptions = append(cfg.DialOptions, grpc.WithContextDialer(dialSocket(socket)))
	}
	var err error
	if access.TLS {
		if cfg.TLS, err = trusting(access.CA); err != nil {
			return nil, err
		}
	}
	if access.Credentials != "" {
		users, err := ReadCredentials(access.Credentials)
		if err != nil {
			return nil, err
		}
		cfg.Username, cfg.Password = users[0].Name, users[0].Password
	}
	return &cfg, nil
}

func trusting(ca string) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS13}
	if ca == "" {
		return cfg, nil
	}
	b, err := os.ReadFile(ca)
	if err != nil {
		return nil, err
	}
	cfg.RootCAs = x509.NewCertPool()
	if !cfg.RootCAs.AppendCertsFromPEM(b) {
		return nil, fmt.Errorf("%s: there is no certificate in it; it must be in PEM", ca)
	}
	return cfg, nil
}

// User is who may come in.
type User struct{ Name, Password string }

// ReadCredentials reads a file with NAME:PASSWORD in each line. It has one at least.
func ReadCredentials(file string) (users []User, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for i, line := range strings.Split(string(b), "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		name, password, ok := strings.Cut(line, ":")
		if !ok || name == "" || password == "" {
			return nil, fmt.Errorf("%s, line %d: it must be NAME:PASSWORD", file, i+1) // and the line is not shown
		}
		users = append(users, User{name, password})
	}
	if len(users) == 0 {
		return nil, fmt.Errorf("%s: there is no NAME:PASSWORD in it", file)
	}
	return users, nil
}

// isPassing reports whether a call that failed so may do better in a moment. A server that stops cancels what it was
// asked, with a status; a caller that has had enough is told by its own context, and that stays.
func isPassing(err error) bool {
	var told rpctypes.EtcdError
	passing := []codes.Code{codes.Unavailable, codes.DeadlineExceeded, codes.Canceled}
	switch {
	case errors.As(rpctypes.Error(err), &told):
		return slices.Contains(passing, told.Code()) || errors.Is(told, rpctypes.ErrTooManyRequests)
	case errors.Is(err, context.DeadlineExceeded):
		return true
	}
	is, ok := status.FromError(err)
	// raft drops what comes without a leader
	return ok && (slices.Contains(passing, is.Code()) || is.Code() == codes.Unknown)
}

// isTooLarge reports whether servers do not take a request for its size.
func isTooLarge(err error) bool {
	return errors.Is(rpctypes.Error(err), rpctypes.ErrRequestTooLarge) || status.Code(err) == codes.ResourceExhausted
}

// isRefused reports whether servers answer, and do not let us in.
func isRefused(err error) bool {
	for _, no := range []error{
		rpctypes.ErrAuthFailed, rpctypes.ErrPermissionDenied, rpctypes.ErrUserEmpty, rpctypes.ErrInvalidAuthToken,
		rpctypes.ErrUserNotFound,
	} {
		if errors.Is(rpctypes.Error(err), no) {
			return true
		}
	}
	return false
}
