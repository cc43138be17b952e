package progress

import (
	"bytes"
	"encoding/json"
	"math"
	"time"

	"fanout/pool"
)

// jsonView formats JSON lines for programs that watch a run. The last event of
// every run has "final": true.
type jsonView struct {
	unit    unit
	watched *Watched
}

// schemaVersion is that of the events. 2 has null for unknown totals, where 1,
// which had no number, had 0; and the states of the workers.
const schemaVersion = 2

// event is the state of the run. Totals are null while they are unknown, and so
// is eta_s. The rate is in units per second, which are items or bytes. Workers
// counts them by their state.
type event struct {
	Event      string   `json:"event"`
	Schema     int      `json:"schema_version"`
	ElapsedS   float64  `json:"elapsed_s"`
	Items      int64    `json:"items"`
	ItemsTotal *int64   `json:"items_total"`
	Failed     int64    `json:"failed"`
	Skipped    int64    `json:"skipped"`
	BytesRead  int64    `json:"bytes_read"`
	BytesTotal *int64   `json:"bytes_total"`
	BytesMade  int64    `json:"bytes_made"`
	Unit       string   `json:"unit"`
	RatePerS   float64  `json:"rate_per_s"`
	EtaS       *float64 `json:"eta_s"`
	Final      bool     `json:"final"`

	Workers map[pool.State]int `json:"workers,omitempty"`
}

func (v *jsonView) draw(s snapshot) []byte {
	e := event{
		Event: "progress", Schema: schemaVersion, ElapsedS: seconds(s.elapsed),
		Items: s.finished(), ItemsTotal: known(s.items), Failed: s.failed, Skipped: s.skipped,
		BytesRead: s.read, BytesTotal: known(s.bytes), BytesMade: s.made,
		Unit: v.unit.noun, RatePerS: math.Round(s.rate*1000) / 1000, Final: s.final,
	}
	if v.unit.bytes {
		e.Unit = "bytes"
	}
	if s.leftIsOK {
		eta := seconds(s.left)
		e.EtaS = &eta
	}
	if v.watched != nil && !s.final {
		e.Workers = v.watched.counts()
	}
	return jsonLine(e)
}

// known returns a total, or nil if it is 0: unknown.
func known(total int64) *int64 {
	if total == 0 {
		return nil
	}
	return &total
}

func (v *jsonView) message(line string) []byte {
	return jsonLine(struct {
		Event  string `json:"event"`
		Schema int    `json:"schema_version"`
		Text   string `json:"text"`
	}{"message", schemaVersion, line})
}

func (v *jsonView) clear() []byte { return nil }
func (v *jsonView) again() []byte { return nil }

// seconds returns d in seconds, truncated to milliseconds.
func seconds(d time.Duration) float64 { return float64(d.Milliseconds()) / 1000 }

// jsonLine encodes v as a line of JSON. It does not escape &, < and >, which
// occur in file names.
func jsonLine(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("progress: internal error: " + err.Error()) // plain structs of numbers and strings
	}
	return b.Bytes()
}
