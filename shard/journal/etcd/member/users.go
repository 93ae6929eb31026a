package member

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/etcd/api/v3/authpb"
	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/auth"
	"google.golang.org/grpc/metadata"

	"muster/shard/journal/etcd"
)

const (
	root     = "root" // etcd's name for who may do everything
	journals = "journals"

	guardAgain = 200 * time.Millisecond // all members do this at once, and get into each other's way
	// what goes wrong for so long stays wrong: on a machine with fifty times as much to do as it can, members got past
	// each other in two minutes
	guardFor = 10 * time.Minute
)

func has(users []etcd.User, name string) bool {
	return slices.ContainsFunc(users, func(u etcd.User) bool { return u.Name == name })
}

// guard makes the users and has the cluster ask for passwords, or sees to it that a cluster that does knows them.
func (m *Member) guard(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, guardFor)
	defer cancel()
	for {
		err := m.tryGuard(ctx)
		if err == nil || errors.Is(err, errOtherRoot) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(guardAgain):
		}
	}
}

var errOtherRoot = errors.New("the cluster has another password for root than the file of credentials: " +
	"it must have that of the other members")

func (m *Member) tryGuard(ctx context.Context) (err error) {
	if m.e.Server.AuthStore().IsAuthEnabled() {
		if ctx, err = m.asRoot(ctx); err == nil {
			err = m.addUsers(ctx)
		}
		return err
	}
	if err = m.addRole(ctx); err == nil {
		err = m.addUsers(ctx)
	}
	if err == nil {
		_, err = m.e.Server.AuthEnable(ctx, &pb.AuthEnableRequest{})
	}
	return err
}

// addRole makes the role of those who use journals.
func (m *Member) addRole(ctx context.Context) error {
	_, err := m.e.Server.RoleAdd(ctx, &pb.AuthRoleAddRequest{Name: journals})
	if err != nil && !errors.Is(err, auth.ErrRoleAlreadyExist) {
		return err
	}
	all := &authpb.Permission{
		PermType: authpb.READWRITE, Key: []byte(etcd.Prefix), RangeEnd: []byte(clientv3.GetPrefixRangeEnd(etcd.Prefix)),
	}
	_, err = m.e.Server.RoleGrantPermission(ctx, &pb.AuthRoleGrantPermissionRequest{Name: journals, Perm: all})
	return err
}

// asRoot gives a context the right to change users.
func (m *Member) asRoot(ctx context.Context) (context.Context, error) {
	i := slices.IndexFunc(m.users, func(u etcd.User) bool { return u.Name == root })
	got, err := m.e.Server.Authenticate(ctx, &pb.AuthenticateRequest{Name: root, Password: m.users[i].Password})
	if errors.Is(err, auth.ErrAuthFailed) {
		return nil, errOtherRoot
	}
	if err != nil {
		return nil, err
	}
	return metadata.NewIncomingContext(ctx, metadata.Pairs(rpctypes.TokenFieldNameGRPC, got.Token)), nil
}

// addUsers makes the users, and gives those that there are the password of the file. Where that is so already nothing
// is written: each change has all clients ask for new tokens.
func (m *Member) addUsers(ctx context.Context) error {
	for _, u := range m.users {
		if _, err := m.e.Server.AuthStore().CheckPassword(u.Name, u.Password); err == nil {
			continue
		}
		if err := m.addUser(ctx, u); err != nil {
			return fmt.Errorf("%s: %w", u.Name, err)
		}
	}
	return nil
}

func (m *Member) addUser(ctx context.Context, u etcd.User) error {
	s, role := m.e.Server, journals
	if u.Name == root {
		role = root
	}
	_, err := s.UserAdd(ctx, &pb.AuthUserAddRequest{
		Name: u.Name, Password: u.Password, Options: &authpb.UserAddOptions{},
	})
	if errors.Is(err, auth.ErrUserAlreadyExist) {
		_, err = s.UserChangePassword(ctx, &pb.AuthUserChangePasswordRequest{Name: u.Name, Password: u.Password})
	}
	if err == nil {
		_, err = s.UserGrantRole(ctx, &pb.AuthUserGrantRoleRequest{User: u.Name, Role: role})
	}
	return err
}
