package files

import "testing"

func TestFileThatCannotBeLookedAtIsNoOtherFile(t *testing.T) {
	o, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if there, err := isFile(o.root, lockName(o.id), o.lock); !there || err != nil {
		t.Errorf("the lock: %t, %v", there, err)
	}
	o.lock.Close()
	if there, err := isFile(o.root, lockName(o.id), o.lock); there || err == nil {
		t.Errorf("a file that cannot be looked at: %t, %v", there, err)
	}
}
