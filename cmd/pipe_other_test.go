//go:build !unix

package cmd_test

import "errors"

func makePipe(string) error { return errors.ErrUnsupported }
