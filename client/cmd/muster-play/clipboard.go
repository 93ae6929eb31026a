package main

import (
	"golang.design/x/clipboard"

	"muster/client/screen"
)

// desk is the desktop's clipboard.
type desk struct{}

// newClipboard is the clipboard, nil where there is none.
func newClipboard() screen.Clipboard {
	if clipboard.Init() != nil {
		return nil
	}
	return desk{}
}

func (desk) Read() string      { return string(clipboard.Read(clipboard.FmtText)) }
func (desk) Write(text string) { clipboard.Write(clipboard.FmtText, []byte(text)) }
