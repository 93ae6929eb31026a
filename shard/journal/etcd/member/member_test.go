package member_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/member"
)

// patience only ends a test that hangs.
const patience = 15 * time.Minute

func alone(t *testing.T) member.Config {
	return member.Config{Name: "alone", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peer: "127.0.0.1:0"}
}

func start(t *testing.T, cfg member.Config) *member.Member {
	m, err := member.Start(cfg)
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	ready(t, m)
	return m
}

func ready(t *testing.T, m *member.Member) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	require.NoError(t, m.Ready(ctx))
}

func open(t *testing.T, access etcd.Access, addrs ...string) (*etcd.Store, error) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		s, err := etcd.Open(ctx, etcd.Config{Endpoints: addrs, Access: access, Patience: patience})
		switch {
		case err == nil:
			t.Cleanup(func() { s.Close() })
		case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
			continue // a busy server did not hash the password in time
		}
		return s, err
	}
}

func write(t *testing.T, lines string) string {
	file := filepath.Join(t.TempDir(), "users")
	require.NoError(t, os.WriteFile(file, []byte(lines), 0o600))
	return file
}

func add(s journal.Store, zone string) error {
	outcome := make(chan error)
	s.Append(zone, journal.Seal(journal.Hash{}, []byte("begin")), func(err error) { outcome <- err })
	return <-outcome
}

// Nobody opens a store to a whole network by forgetting a flag.
func TestAMemberThatOthersReachWantsPasswords(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", "[::]:0", "192.0.2.1:2379", ":2379"} {
		cfg := alone(t)
		cfg.Listen = addr
		_, err := member.Start(cfg)
		require.ErrorContains(t, err, "other machines", addr)
	}
	for _, addr := range []string{"127.0.0.1:1", "127.8.8.8:1", "[::1]:1", "localhost:1"} {
		require.True(t, member.Local(addr), addr)
	}
	cfg := alone(t)
	cfg.Credentials = write(t, "shards:secret\n")
	_, err := member.Start(cfg)
	require.ErrorContains(t, err, "root:PASSWORD")
	cfg.Credentials = write(t, "root secret\n")
	_, err = member.Start(cfg)
	require.ErrorContains(t, err, "line 1")
	require.NotContains(t, err.Error(), "secret")
}

// Where there are users nobody comes in without one, also after a restart; a password that was changed
// in the file holds then.
func TestUsersComeInByPassword(t *testing.T) {
	cfg := alone(t)
	cfg.Credentials = write(t, "# who may come in\nroot:rootpw\nshards:one\n")
	m := start(t, cfg)
	_, err := open(t, etcd.Access{}, m.Addr())
	require.ErrorIs(t, err, etcd.ErrUnfit)
	_, err = open(t, etcd.Access{Credentials: write(t, "shards:wrong\n")}, m.Addr())
	require.ErrorIs(t, err, etcd.ErrUnfit)
	s, err := open(t, etcd.Access{Credentials: write(t, "shards:one\n")}, m.Addr())
	require.NoError(t, err)
	require.NoError(t, add(s, "z"))
	_, err = s.Client().Put(t.Context(), "another/key", "")
	require.Error(t, err, "shards have their own keys only")
	_, err = s.Client().UserAdd(t.Context(), "mallory", "pw")
	require.Error(t, err)
	require.NoError(t, s.Close())
	m.Stop()

	require.NoError(t, os.WriteFile(cfg.Credentials, []byte("root:rootpw\nshards:two\n"), 0o600))
	m = start(t, cfg)
	_, err = open(t, etcd.Access{Credentials: write(t, "shards:one\n")}, m.Addr())
	require.ErrorIs(t, err, etcd.ErrUnfit)
	s, err = open(t, etcd.Access{Credentials: write(t, "shards:two\n")}, m.Addr())
	require.NoError(t, err)
	require.ErrorIs(t, add(s, "z"), journal.ErrConflict, "it is still there")
	require.NoError(t, s.Close())
	m.Stop()

	cfg.Credentials = write(t, "root:another\nshards:two\n")
	m, err = member.Start(cfg)
	require.NoError(t, err)
	defer m.Stop()
	require.ErrorContains(t, m.Ready(t.Context()), "another password for root")
}

// Three members speak TLS to each other and to shards, which believe no other authority; a member that restarts knows
// the clients' tokens no more, and they go on.
func TestThreeMembersSpeakTLS(t *testing.T) {
	ca, cert, key := certificates(t)
	otherCA, _, _ := certificates(t)
	users := write(t, "root:rootpw\nshards:one\n")
	clients, peers := free(t, 3), free(t, 3)
	var cfgs []member.Config
	var members []*member.Member
	for i := range 3 {
		cfgs = append(cfgs, member.Config{
			Name: fmt.Sprint("n", i), Dir: t.TempDir(), Listen: clients[i], Peer: peers[i],
			Peers: []string{"n0=" + peers[0], "n1=" + peers[1], "n2=" + peers[2]}, Cert: cert, Key: key, CA: ca,
			Credentials: users,
			// On a busy machine three servers in one process would else do nothing but elect each other.
			Heartbeat: 500 * time.Millisecond, Election: 5 * time.Second,
		})
		m, err := member.Start(cfgs[i])
		require.NoError(t, err)
		members = append(members, m)
	}
	defer func() {
		for _, m := range members {
			m.Stop()
		}
	}()
	for _, m := range members {
		ready(t, m)
	}
	access := etcd.Access{TLS: true, CA: ca, Credentials: write(t, "shards:one\n")}
	s, err := open(t, access, clients...)
	require.NoError(t, err)
	require.NoError(t, add(s, "one"))
	for i, m := range members {
		m.Stop()
		members[i], err = member.Start(cfgs[i])
		require.NoError(t, err)
		ready(t, members[i])
		require.NoError(t, add(s, fmt.Sprint("after ", i)))
	}
	zones, err := s.Zones()
	require.NoError(t, err)
	require.Len(t, zones, 4)
	short, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	access.CA = otherCA
	_, err = etcd.Open(short, etcd.Config{Endpoints: clients, Access: access})
	require.Error(t, err)
}

// free finds n free ports.
func free(t *testing.T, n int) (addrs []string) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer l.Close()
		addrs = append(addrs, l.Addr().String())
	}
	return addrs
}

// certificates makes an authority and a certificate for this machine that it signed.
func certificates(t *testing.T) (ca, cert, key string) {
	dir := t.TempDir()
	file := func(name, kind string, der []byte) string {
		name = filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return name
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	require.NoError(t, err)
	ca = file("ca.pem", "CERTIFICATE", der)
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	machine := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "store"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err = x509.CreateCertificate(rand.Reader, machine, authority, &own.PublicKey, authorityKey)
	require.NoError(t, err)
	cert = file("cert.pem", "CERTIFICATE", der)
	der, err = x509.MarshalECPrivateKey(own)
	require.NoError(t, err)
	return ca, cert, file("key.pem", "EC PRIVATE KEY", der)
}
