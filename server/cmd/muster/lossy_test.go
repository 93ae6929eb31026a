package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A bad link for connections says where it is, passes what is said both ways, and ends when it is told to.
func TestLossyPassesConnections(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer server.Close()
	go func() {
		if c, err := server.Accept(); err == nil {
			_, _ = io.Copy(c, c)
			_ = c.Close()
		}
	}()
	cmd := muster(t, "lossy", "--tcp", "--delay", "1ms", "--listen", "127.0.0.1:0", "--to", server.Addr().String())
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said := bufio.NewScanner(out)
	require.True(t, said.Scan())
	var addr string
	_, err = fmt.Sscanf(said.Text(), "a bad link for TCP from %s", &addr)
	require.NoError(t, err, said.Text())

	client, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	defer client.Close()
	require.NoError(t, client.SetDeadline(time.Now().Add(time.Minute)))
	fmt.Fprint(client, "hello")
	require.NoError(t, client.(*net.TCPConn).CloseWrite())
	b, err := io.ReadAll(client)
	require.NoError(t, err)
	require.Equal(t, "hello", string(b))

	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.False(t, said.Scan(), said.Text())
	require.NoError(t, cmd.Wait())
}
