package resize

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"fanout/internal/inputs"
	"fanout/processors/resize/format/png"
)

func TestShardsMakeWhatOneRunMakes(t *testing.T) {
	dir := t.TempDir()
	gallery(t, dir+"/in")
	for name, set := range map[string]func(*Options){
		"plain":     func(*Options) {},
		"pages":     func(o *Options) { o.AllPages, o.Format = true, png.Format },
		"template":  func(o *Options) { o.Name = "{dir}/{name}-{w}x{h}-{ext}.{ext}" },
		"flat":      func(o *Options) { o.Recursive, o.Hidden = false, true },
		"patterns":  func(o *Options) { o.Include, o.Exclude = []string{"*.png", "*.tif"}, []string{"sub-1"} },
		"checksum":  func(o *Options) { o.Checksum, o.FailDamaged = true, true },
		"unchecked": func(o *Options) { o.NoJournal = true },
		"overwrite": func(o *Options) { o.Overwrite = true },
		"update":    func(o *Options) { o.Update = true },
		"several":   func(o *Options) { o.Paths = []string{"../in/p0*.png", "../in/cases", "../in/sub-1", "../in/x*"} },
	} {
		t.Run(name, func(t *testing.T) {
			opt := defaults(name, "../in")
			opt.Geometry.LongEdge = 16
			set(opt)
			t.Chdir(folder(t, dir+"/whole"))
			want := leftBy(t, start(t, t.Context(), opt, -1, nil), name)
			counts := []int{5}
			if name == "plain" {
				counts = []int{1, 2, 3, 7, 64}
			}
			for _, n := range counts {
				t.Chdir(folder(t, fmt.Sprintf("%s/%d-shards", dir, n)))
				compareRuns(t, leftBy(t, joinParts(t, opt, runShards(t, opt, n), -1), name), want)
				if opt.NoJournal {
					continue
				}
				for _, again := range []func(*Options){func(o *Options) { o.Update = true }, func(o *Options) { o.Resume, o.Update = true, false }} {
					next := *opt
					next.Overwrite = false
					again(&next)
					if r := start(t, t.Context(), &next, -1, nil); r.err != nil || r.total.Done > 0 {
						t.Errorf("after %d shards: %+v, %v", n, r.total, r.err)
					}
				}
			}
		})
	}
}

// The output folder is an item of a run only if it was there before.
func TestTheOutputFolderAmongTheInputsIsTheSameForShards(t *testing.T) {
	for _, recursive := range []bool{true, false} {
		for _, exists := range []bool{true, false} {
			var all []left
			dir := t.TempDir()
			for _, kind := range []string{"whole", "shards"} {
				t.Chdir(folder(t, dir+"/"+kind))
				for i := range 5 {
					write(t, fmt.Sprintf("in/p%d.png", i), picture(t, 30, 20))
				}
				if exists {
					write(t, "in/out/old", nil)
				}
				opt := defaults("in/out", "in")
				opt.Geometry.Width, opt.Recursive, opt.Unseen = 10, recursive, "in/out.parts"
				var r run
				if kind == "whole" {
					r = start(t, t.Context(), opt, -1, nil)
				} else {
					write(t, "in/out.parts/plan.json", nil)
					r = joinParts(t, opt, runShards(t, opt, 3), -1)
				}
				all = append(all, leftBy(t, r, "in/out"))
			}
			compareRuns(t, all[1], all[0])
		}
	}
}

func TestOutputsOfOneNameAreFoundByOneShard(t *testing.T) {
	for _, c := range []struct {
		files []string
		set   func(*Options)
	}{
		{[]string{"a.jpg", "A.png"}, func(o *Options) { o.Format = png.Format }},
		{[]string{"a.png", "A.PNG"}, func(*Options) {}},
		{[]string{"sub/é.png", "SUB/É.png"}, func(*Options) {}},
		{[]string{"a", "a.png"}, func(*Options) {}},
		{[]string{"a.x.png", "a.x"}, func(*Options) {}},
		{[]string{"x/a.png", "x/a.gif"}, func(o *Options) { o.Name = "{dir}-{name}.png" }},
		{[]string{"x/a.jpeg", "x/a.png"}, func(o *Options) { o.Name = "{dir}/{name}-{w}.{ext}" }},
		{[]string{"scan.tif", "scan-2.png"}, func(o *Options) { o.AllPages = true }},
	} {
		opt := &Options{}
		c.set(opt)
		if a, b := opt.shardHash(c.files[0]), opt.shardHash(c.files[1]); a != b {
			t.Errorf("%q: %x and %x", c.files, a, b)
		}
	}
}

// What is added later moves no other.
func TestAFileThatIsAddedBetweenShardsIsAnotherPlan(t *testing.T) {
	dir := t.TempDir()
	for i := range 9 {
		write(t, fmt.Sprintf("%s/in/%d.png", dir, i), picture(t, 30, 20))
	}
	opt := defaults(dir+"/out", dir+"/in")
	opt.Geometry.Width = 10
	_, before, err := runShard(t.Context(), *opt, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []func(){
		func() { write(t, dir+"/in/more.txt", nil) },
		func() { os.Remove(dir + "/in/3.png") },
		func() { os.Rename(dir+"/in/4.png", dir+"/in/5.gif") },
		func() { opt.Quality = 3 },
	} {
		change()
		plan, err := NewJoinPlan(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		if plan.Fingerprint() == before {
			t.Error("the same plan")
		}
		before = plan.Fingerprint()
	}
	info, err := os.Stat(dir + "/in/5.png")
	if err != nil {
		t.Fatal(err)
	}
	os.Chtimes(dir+"/in/5.png", time.Now(), info.ModTime().Add(time.Hour))
	if plan, err := NewJoinPlan(t.Context(), opt); err != nil || plan.Fingerprint() != before {
		t.Error("times of files make another plan")
	}
}

func TestOptionsThatDecideAboutAPlanAreInItsFingerprint(t *testing.T) {
	plan := func(opt *Options) string { return opt.planText() }
	before := plan(defaults("out", "in"))
	options := reflect.TypeFor[Options]()
	for i := range options.NumField() {
		name := options.Field(i).Name
		opt := defaults("out", "in")
		switch f := reflect.ValueOf(opt).Elem().Field(i); f.Interface().(type) {
		case bool:
			f.SetBool(!f.Bool())
		case string:
			f.SetString("x")
		case []string:
			f.Set(reflect.ValueOf([]string{"x"}))
		case int, int64:
			f.SetInt(77)
		default:
			continue
		}
		free := slices.Contains([]string{"Output", "Overwrite", "Memory", "Workers", "Unseen"}, name)
		if (plan(opt) == before) != free {
			t.Errorf("%s: does it decide about the plan?", name)
		}
	}
}

func TestTheOutputFolderIsNoInputOfShards(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/a.png", picture(t, 30, 20))
	for _, paths := range [][]string{{dir}, {dir + "/."}, {dir[:len(dir)-1] + "[" + dir[len(dir)-1:] + "]"}} {
		opt := defaults(dir, paths...)
		opt.Geometry.Width = 10
		_, _, err := runShard(t.Context(), *opt, 1, 3)
		if is := (*inputs.PathError)(nil); !errors.As(err, &is) {
			t.Errorf("%q: %v", paths, err)
		}
	}
	opt := defaults(dir+"/b.png", dir+"/a.png")
	if _, _, err := runShard(t.Context(), *opt, 1, 1); !errors.Is(err, errFileOfShards) {
		t.Error(err)
	}
}
