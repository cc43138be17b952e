package files

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
)

// Options say what a run may write.
type Options struct {
	// Folders lists the folders, relative to the output folder, that will be
	// written into besides it; "/" separates everywhere. They are made when a
	// first file needs them. Create refuses others: a run that is killed could
	// not be swept there.
	Folders []string
	// Overwrite allows a commit to replace an existing file.
	Overwrite bool
	// Perm is the permission of the files before umask, with the owner's read
	// and write bits; 0 means 0o666. New folders get it too, with the right to
	// enter wherever there is the right to read.
	Perm fs.FileMode

	flock locker // of tests
}

// An Output is a folder that one run writes into. Its methods may be called by
// many goroutines at once. It holds two descriptors, apart from those of
// temporaries not yet closed.
type Output struct {
	name      string // the folder, as the user named it
	opt       Options
	root      *os.Root
	info      fs.FileInfo // of the folder itself
	rootMade  []string    // folders that Open made: the output folder and its parents, outermost first
	id        string      // of the run
	lock      *os.File
	announced map[string]bool // folders that may be written into
	serial    atomic.Uint64   // of the last temporary
	slots     chan struct{}   // taken by files that WriteFile has open
	fsync     syncer          // of tests

	life   sync.RWMutex // read: an operation is under way; write: Close
	closed bool

	mu       sync.Mutex
	folders  folders
	pending  map[*Temp]struct{} // neither committed nor discarded
	leftover error              // the first temporary that could not be removed
}

// openFiles bounds the files that one WriteFile or Commit has open at a time,
// because a run has to live within ulimit -n 64. It is not tuned for speed: on
// a shared ext4 disk 4, 8, 16 and 32 syncs at a time took equally long, within
// a tenfold spread over 12 rounds.
const openFiles = 8

// Open prepares the folder dir for the outputs of one run: makes it if
// necessary, locks it for the run, and removes what dead runs left there. The
// caller must call Close.
func Open(dir string, opt Options) (*Output, error) {
	if dir == "" {
		dir = "."
	}
	if opt.Perm == 0 {
		opt.Perm = 0o666
	}
	announced := map[string]bool{".": true}
	for _, f := range opt.Folders {
		rel, err := localPath(f)
		if err != nil {
			return nil, wrap("create", filepath.Join(dir, f), err)
		}
		announced[rel] = true
	}
	var o *Output
	var err error
	for range tries {
		if o, err = open(dir, opt, announced); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	return o, err
}

// tries is how often a folder that vanishes is made again. A run that ends with
// nothing written removes the folders that it made, perhaps after this run
// found one and before it wrote its first file there. Each failed try needs
// another such run, so a hundred in a row have another cause.
const tries = 100

func open(dir string, opt Options, announced map[string]bool) (_ *Output, err error) {
	o := &Output{
		name: dir, opt: opt, announced: announced,
		slots:   make(chan struct{}, openFiles),
		folders: folders{ready: map[string]bool{".": true}, unsynced: map[string]bool{}, failed: map[string]error{}},
		pending: map[*Temp]struct{}{},
	}
	path, made, err := makeRoot(dir, folderPerm(opt.Perm))
	if err != nil {
		return nil, wrap("create", dir, err)
	}
	o.rootMade = made
	o.root, err = os.OpenRoot(path)
	if err != nil {
		removeRoot(made, nil)
		return nil, wrap("open", dir, err)
	}
	o.info, err = o.root.Stat(".")
	if err == nil {
		err = o.takeLock()
	}
	if err != nil {
		o.root.Close()
		removeRoot(made, o.info)
		if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
			return nil, wrap("write to the folder", dir, err)
		}
		return nil, wrap("lock", dir, err)
	}
	o.sweep()
	return o, nil
}

// Close ends the run: it discards every file that was not committed, removes
// the lock, and removes the folders that this run made if they are empty.
// Further calls do nothing.
func (o *Output) Close() error {
	o.life.Lock()
	defer o.life.Unlock()
	if o.closed {
		return nil
	}
	o.closed = true

	o.mu.Lock()
	unfinished := slices.Collect(maps.Keys(o.pending))
	o.mu.Unlock()
	for _, t := range unfinished {
		t.Discard()
	}
	o.removeFolders()
	o.mu.Lock()
	err := o.leftover
	o.mu.Unlock()
	// The lock goes last, and stays if a temporary does: the next run finds
	// both.
	if err == nil {
		err = wrap("unlock", o.name, o.root.Remove(lockName(o.id)))
	}
	o.lock.Close()
	o.root.Close()
	removeRoot(o.rootMade, o.info)
	return err
}

// show returns the name of an output as the user knows it.
func (o *Output) show(rel string) string { return filepath.Join(o.name, rel) }

// addLeftover records that a temporary could not be removed, so that Close
// keeps the lock for the next sweep.
func (o *Output) addLeftover(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.leftover == nil {
		o.leftover = err
	}
}

// localPath turns a relative name into the system's form and refuses one that
// leaves its folder.
func localPath(name string) (string, error) {
	rel := filepath.FromSlash(name)
	if !filepath.IsLocal(rel) {
		return "", fmt.Errorf("not a path below the output folder: %w", fs.ErrInvalid)
	}
	return filepath.Clean(rel), nil
}
