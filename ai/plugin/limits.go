package plugin

import "time"

// What a plug-in may take. It is anybody's code: each bound is checked before anything is allocated for it.
const (
	// MaxModule is the largest file that is compiled: a Go program of 3 MB with room to spare.
	MaxModule = 32 << 20
	// MemoryPages is what a module may use, in 64 KiB: 64 MiB, of which a Go program takes a few to begin with.
	MemoryPages = 1024
	// MaxMemory is what the memories of all plug-ins of this process may take together: sixteen that
	// want all they may have.
	MaxMemory = 1 << 30
	// TurnTime is what a turn may take: two ticks. A module that hangs is stopped then and loses its memory.
	TurnTime = 100 * time.Millisecond
	// BeginTime is what a module may take to look at the map.
	BeginTime = 5 * time.Second
	// CompileTime, of a processor, and CompileMemory are what the process that compiles may take on Linux: a Go program
	// of 3 MB takes a few seconds and a fifth of the memory. Compiling is not linear: one function of 40 KB can keep it
	// busy for minutes, and it cannot be stopped but with its process.
	CompileTime   = time.Minute
	CompileMemory = 1 << 30
	// compileWait is how long somebody waits for that process, on a machine that is busy with other
	// things or has no such bounds.
	compileWait = 10 * time.Minute
	// MaxHarms is how often a plug-in may trap, hang or end the server in a match: then it is not
	// loaded for that match again.
	MaxHarms = 2
)

// What a module's bytes may say that it holds. wazero makes room for whatever number stands there, before it finds out
// that the bytes end.
const (
	maxTypes     = 10_000
	maxParams    = 64
	maxResults   = 16 // each call pushes them all while the code is checked
	maxImports   = 1_000
	maxFunctions = 100_000
	maxGlobals   = 10_000
	maxExports   = 10_000
	// entries of the table, 4 bytes each in WebAssembly: 64 KiB; a Go program has one for each function and 4,096
	maxTable    = 16_384
	maxElements = 1_000 // segments of entries
	maxData     = 100_000
	maxBody     = 1 << 20   // bytes of a function
	maxLocals   = 1_000_000 // of all functions
	maxNames    = 400_000   // of functions and their variables, for the trace of a trap
)
