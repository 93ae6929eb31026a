// Command bot leads a seat in Muster: my_bot. README.md says how to have it play; begin with think.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
	"slices"
)

const every = 10 // ticks between two turns: twice a second

// What it reads of the host's lines. More is there to be read: muster check --schema lines.
type host struct {
	Begin *begin
	Turn  *turn
}

type begin struct {
	Seat, Team int
	Scenario   struct {
		Points []struct{ At place }
	}
}

type turn struct {
	Tick    int
	Squads  []squad
	Points  []struct{ Owner int }
	Answers []struct {
		Tick, Squad      int
		Do, Refusal, Why string
	}
	Lost *struct {
		Tick int
		Why  string
	}
}

type squad struct {
	ID, Seat, Alive int
	At              place
	Order           struct {
		Do    string
		Point *int
	}
}

type place [2]float64

type order struct {
	ID    int    `json:"id"`
	Squad int    `json:"squad"`
	Do    string `json:"do"`
	Point int    `json:"point"`
}

// think is the orders of a turn: each squad without work goes for the nearest point that our team has not got.
func think(b *begin, t *turn) []order {
	orders, free := []order{}, []int{}
	for i, p := range t.Points {
		if p.Owner != b.Team {
			free = append(free, i)
		}
	}
	for _, q := range t.Squads {
		if q.Seat != b.Seat || q.Alive == 0 || len(free) == 0 {
			continue
		}
		if q.Order.Do == "hold" || q.Order.Point == nil || !slices.Contains(free, *q.Order.Point) {
			nearest := free[0]
			for _, i := range free {
				if distance(q.At, b.Scenario.Points[i].At) < distance(q.At, b.Scenario.Points[nearest].At) {
					nearest = i
				}
			}
			orders = append(orders, order{t.Tick, q.ID, "capture", nearest})
		}
	}
	return orders
}

// distance is how far two places are apart, squared.
func distance(a, b place) float64 { return (a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) }

func main() {
	log.SetFlags(0) // standard output is for answers: the log goes to standard error
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	var b *begin
	for {
		var h host
		if err := in.Decode(&h); err != nil {
			return // the match is over
		}
		switch {
		case h.Begin != nil:
			b = h.Begin
			answer(out, map[string]any{"ready": map[string]any{"name": "my_bot", "every": every}})
		case h.Turn != nil:
			hear(h.Turn)
			answer(out, map[string]any{"tick": h.Turn.Tick, "orders": think(b, h.Turn)})
		}
	}
}

// hear logs what went wrong.
func hear(t *turn) {
	if t.Lost != nil {
		log.Printf("tick %d: %s", t.Lost.Tick, t.Lost.Why)
	}
	for _, a := range t.Answers {
		if a.Refusal != "obeyed" {
			log.Printf("tick %d: squad %d does not %s: %s %s", a.Tick, a.Squad, a.Do, a.Refusal, a.Why)
		}
	}
}

func answer(out *json.Encoder, line any) {
	if err := out.Encode(line); err != nil {
		log.Fatal(err)
	}
}
