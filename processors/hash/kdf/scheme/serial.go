package scheme

import "context"

// Serial makes a Hasher of a function that computes one key. The function polls
// ctx where a key takes more than milliseconds, and overwrites what it keeps of
// a password before it returns.
func Serial(one func(ctx context.Context, key, password, salt []byte) error) Hasher {
	return Light(serial(one))
}

type serial func(ctx context.Context, key, password, salt []byte) error

// Lanes is 1.
func (serial) Lanes() int { return 1 }

// Hash computes one key after the other.
func (one serial) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	for i, key := range keys {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := one(ctx, key, passwords[i], salts[i]); err != nil {
			return err
		}
	}
	return nil
}
