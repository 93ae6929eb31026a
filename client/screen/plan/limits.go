package plan

// Limits, each with its reason and what happens beyond.
const (
	// maxUndo changes can be taken back: more than anybody remembers. The oldest are forgotten.
	maxUndo = 200
	// maxUnderWay orders wait for an answer: answers come four times a second, and a server takes twenty orders a
	// second of a seat. The others wait.
	maxUnderWay = 8
	// maxFrames of a preview: a long turn is kept in coarser steps.
	maxFrames = 300
	// maxFilmed units in all views of a film, some 100 MB. Beyond it the oldest turns lose every second view.
	maxFilmed = 4_000_000
)
