//go:build !planted

package game

// planted is the number of the bug that is switched on for the simulator to find: none, and the compiler leaves its lines
// out. See shard/simulate.
const planted = 0
