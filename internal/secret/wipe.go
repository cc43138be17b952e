package secret

import (
	"reflect"
	"slices"
)

// wiped are the packages whose values Wipe looks into: those that have memory
// of their own for text that passes, and that have no bytes in tables which
// all their values share.
var wiped = []string{
	"bufio", "io", "compress/bzip2", "fanout/internal/unpack", "github.com/therootcompany/xz",
	"github.com/klauspost/compress/gzip", "github.com/klauspost/compress/flate",
	"github.com/klauspost/compress/zstd", "github.com/klauspost/compress/s2",
}

// Wipe clears the buffers that a decompressor holds: it is of no use after
// that. It finds them by walking through what v consists of, since the modules
// give no other way to them. What they have dropped before, it does not find.
func Wipe(v any) { wiper{}.value(reflect.ValueOf(v)) }

// A wiper has the places where it has been.
type wiper map[place]struct{}

type place struct {
	at uintptr
	is reflect.Type
}

func (w wiper) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		w.value(v.Elem())
	case reflect.Pointer:
		if at := (place{v.Pointer(), v.Type()}); !v.IsNil() && !w.knows(at) && isWiped(v.Type().Elem()) {
			w[at] = struct{}{}
			w.value(v.Elem())
		}
	case reflect.Struct:
		if isWiped(v.Type()) {
			for i := range v.NumField() {
				w.value(v.Field(i))
			}
		}
	case reflect.Array:
		w.elements(v)
	case reflect.Chan:
		w.waiting(v)
	case reflect.Slice:
		w.elements(v.Slice(0, v.Cap()))
	}
}

// waiting wipes, and takes out, what waits in a channel. Reflection does not
// receive from fields of others, but from what has their address.
func (w wiper) waiting(v reflect.Value) {
	if !v.CanAddr() || v.IsNil() {
		return
	}
	channel := reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
	if channel.Type().ChanDir()&reflect.RecvDir == 0 {
		return
	}
	for {
		x, ok := channel.TryRecv()
		if !ok {
			return
		}
		w.value(x)
	}
}

// elements wipes those of an array or a slice. Only bytes are text; numbers of
// other sizes may be tables that all values share.
func (w wiper) elements(v reflect.Value) {
	switch v.Type().Elem().Kind() {
	case reflect.Uint8:
		if v.Kind() == reflect.Slice || v.CanAddr() {
			clear(v.Bytes())
		}
	case reflect.Interface, reflect.Pointer, reflect.Struct, reflect.Array, reflect.Slice:
		for i := range v.Len() {
			w.value(v.Index(i))
		}
	}
}

func (w wiper) knows(at place) bool {
	_, ok := w[at]
	return ok
}

// isWiped reports whether Wipe looks into values of a type.
func isWiped(t reflect.Type) bool { return t.PkgPath() == "" || slices.Contains(wiped, t.PkgPath()) }
