//go:build js

// The page joins the match that window.join names, and tells in window.muster what it gets.
package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"syscall/js"

	"muster/client"
)

func main() {
	join := js.Global().Get("join")
	bytes := func(name string) []byte {
		b, _ := base64.StdEncoding.DecodeString(join.Get(name).String())
		return b
	}
	shown := js.Global().Get("Object").New()
	js.Global().Set("muster", shown)
	c, err := client.Dial(context.Background(), client.Config{Join: client.Join{
		Addr: join.Get("addr").String(), CertHash: bytes("cert"), WebHashes: bytes("web"),
		Match: join.Get("match").String(), Ticket: join.Get("ticket").String(),
	}})
	if err != nil {
		shown.Set("error", err.Error())
		return
	}
	js.Global().Set("leave", js.FuncOf(func(js.Value, []js.Value) any {
		go c.Close()
		return nil
	}))
	for views := 0; ; {
		u, err := c.Next(context.Background())
		if err != nil || u.Link == client.Closed {
			shown.Set("error", fmt.Sprint("closed: ", err))
			return
		}
		if u.View != nil {
			views++
			shown.Set("views", views)
			shown.Set("tick", int(u.View.Tick))
		}
		s := c.Stats()
		shown.Set("link", string(s.Link))
		shown.Set("rtt", s.RTT.Microseconds())
		shown.Set("switches", s.Switches)
		shown.Set("reconnects", s.Reconnects)
	}
}
