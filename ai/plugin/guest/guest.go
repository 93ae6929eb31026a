//go:build wasip1

package guest

import (
	"unsafe"

	"muster/ai"
	"muster/game"
)

var (
	made      func(s *game.Setup, seat uint8, seed uint64) ai.Commander
	commander ai.Commander
	room      []byte // what the host writes into
	answer    []byte // what it reads, good until the next turn
)

func lead(c func(s *game.Setup, seat uint8, seed uint64) ai.Commander) { made = c }

//go:wasmexport muster_abi
func musterABI() uint32 { return ABI }

//go:wasmexport muster_room
func musterRoom(n uint32) uint32 {
	if uint32(cap(room)) < n {
		room = make([]byte, n, 2*n)
	}
	room = room[:n]
	return address(room)
}

//go:wasmexport muster_begin
func musterBegin(seat uint32, seed uint64, n uint32) {
	s, err := game.DecodeSetup(room[:n])
	if err != nil {
		panic(err)
	}
	commander = made(s, uint8(seat), seed)
}

//go:wasmexport muster_think
func musterThink(n uint32) uint64 {
	v, talk, err := ReadTurn(room[:n])
	if err != nil {
		panic(err)
	}
	answer = AppendOrders(answer[:0], commander.Think(v, talk))
	return uint64(address(answer))<<32 | uint64(len(answer))
}

//go:wasmexport muster_explain
func musterExplain() uint64 {
	var intends []ai.Intention
	if e, ok := commander.(ai.Explainer); ok {
		intends = e.Explain()
	}
	answer = AppendIntentions(answer[:0], intends)
	return uint64(address(answer))<<32 | uint64(len(answer))
}

func address(b []byte) uint32 { return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) }
