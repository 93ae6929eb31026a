package plugin

import (
	"bytes"
	"fmt"
)

// The sections of a module.
const (
	sectionCustom = iota
	sectionType
	sectionImport
	sectionFunction
	sectionTable
	sectionMemory
	sectionGlobal
	sectionExport
	sectionStart
	sectionElement
	sectionCode
	sectionData
	sectionDataCount
)

var magic = []byte("\x00asm\x01\x00\x00\x00")

// check reads how much of everything a module says that it holds, and refuses one that says too much.
func check(binary []byte) error {
	if !bytes.HasPrefix(binary, magic) {
		return fmt.Errorf("it does not begin like WebAssembly, version 1")
	}
	locals := maxLocals
	s := &scanner{all: binary, at: len(magic), end: len(binary), locals: &locals}
	for s.more() {
		id := s.byte()
		part := s.part("section")
		part.section(id)
		if part.err == nil && part.at != part.end {
			part.fail("section %d has %d bytes too many", id, part.end-part.at)
		}
		s.err = part.err
	}
	return s.err
}

func (s *scanner) section(id byte) {
	switch id {
	case sectionCustom:
		s.custom()
	case sectionType:
		s.each("types", maxTypes, 3, s.signature)
	case sectionImport:
		s.each("imports", maxImports, 4, s.imported)
	case sectionFunction:
		s.each("functions", maxFunctions, 1, func() { s.number() })
	case sectionTable:
		s.each("tables", 1, 3, s.table)
	case sectionMemory:
		s.each("memories", 1, 2, s.memory)
	case sectionGlobal:
		s.each("globals", maxGlobals, 3, s.global)
	case sectionExport:
		s.each("exports", maxExports, 3, func() { s.name(); s.byte(); s.number() })
	case sectionStart, sectionDataCount:
		s.number()
	case sectionElement:
		left := maxTable
		s.each("element segments", maxElements, 2, func() { left -= s.element(left) })
	case sectionCode:
		s.each("functions", maxFunctions, 2, s.function)
	case sectionData:
		s.each("data segments", maxData, 2, s.data)
	default:
		s.fail("section %d is not known", id)
	}
}

func (s *scanner) signature() {
	if form := s.byte(); form != 0x60 {
		s.fail("a type of form %#x is not known", form)
	}
	s.each("parameters", maxParams, 1, s.value)
	s.each("results", maxResults, 1, s.value)
}

func (s *scanner) imported() {
	s.name()
	s.name()
	if kind := s.byte(); kind != 0 {
		s.fail("it imports what is no function (kind %d): a plug-in has its memory and its table from nobody", kind)
	}
	s.number()
}

func (s *scanner) table() {
	if of := s.byte(); of != 0x70 {
		s.fail("a table of %#x; only tables of functions are allowed", of)
	}
	s.sizes("entries of a table", maxTable)
}

func (s *scanner) memory() { s.sizes("pages of memory", MemoryPages) }

// sizes are how much there is to begin with, and may be how much at most: what is over our own bound is never given.
func (s *scanner) sizes(what string, most int) {
	flag := s.byte()
	if flag > 1 {
		s.fail("%s of kind %d are not known", what, flag)
	}
	if n := s.number(); n > uint32(most) {
		s.fail("%d %s, and %d are the most", n, what, most)
	}
	if flag == 1 {
		s.number()
	}
}

func (s *scanner) global() {
	s.value()
	s.byte()
	s.constant()
}

// element returns how many entries it fills.
func (s *scanner) element(most int) (entries int) {
	flag := s.number()
	if flag > 3 {
		s.fail("an element segment of kind %d needs reference types, which plug-ins have not", flag)
	}
	if flag == 2 {
		s.number()
	}
	if flag == 0 || flag == 2 {
		s.constant()
	}
	if flag != 0 {
		s.byte()
	}
	return s.each("entries in element segments", most, 1, func() { s.number() })
}

// function is a body. Its locals are counted; its code is for the process that compiles it.
func (s *scanner) function() {
	body := s.part("body of a function")
	if n := body.end - body.at; n > maxBody {
		body.fail("a function of %d bytes, and %d are the most", n, maxBody)
	}
	body.each("groups of locals", *s.locals, 2, func() {
		if n := body.number(); n > uint32(*s.locals) {
			body.fail("its functions have more than %d locals", maxLocals)
		} else {
			*s.locals -= int(n)
		}
		body.value()
	})
	s.err = body.err
}

func (s *scanner) data() {
	flag := s.number()
	if flag == 2 {
		s.number()
	}
	switch flag {
	case 0, 2:
		s.constant()
	case 1:
	default:
		s.fail("a data segment of kind %d is not known", flag)
	}
	s.skip(int64(s.number()))
}

// custom is a section for tools. The one of names is read by wazero, for the traces of traps.
func (s *scanner) custom() {
	if string(s.name()) != "name" {
		s.at = s.end
		return
	}
	left := maxNames
	names := func(of *scanner) {
		n := of.each("names", left, 2, func() { of.number(); of.name() })
		left -= n
	}
	for s.more() {
		kind := s.byte()
		part := s.part("names")
		switch kind {
		case 0:
			part.name()
		case 1:
			names(part)
		case 2:
			part.each("functions with named variables", maxFunctions, 2, func() { part.number(); names(part) })
		default:
			part.at = part.end
		}
		if part.err == nil && part.at != part.end {
			part.fail("names of kind %d have %d bytes too many", kind, part.end-part.at)
		}
		s.err = part.err
	}
}
