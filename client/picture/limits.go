package picture

// Limits, each with its reason.
const (
	maxSide = 2048 // pixels of a side: 16 MB; what asks for more is refused it
	maxMask = 64   // pixels of a shape: they are kept
)
