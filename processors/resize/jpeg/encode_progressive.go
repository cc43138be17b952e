package jpeg

import "context"

type progression struct{}

func (e *Encoder) appendProgressive(ctx context.Context, dst []byte) ([]byte, error) {
	panic("todo")
}
