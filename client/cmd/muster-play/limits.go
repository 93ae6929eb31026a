package main

import "time"

// quitWithin is for the window to close after a signal; a window that hangs does not keep the match from being kept.
const quitWithin = 5 * time.Second
