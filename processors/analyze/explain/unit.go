package explain

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A unit is the index of a sign in units; 0 is none.
type unit uint16

const noUnit unit = 0

// currencies and measures are the signs that are looked for next to numbers.
// Those of a line mean the same: numbers of other lines are not to be added up.
const currencies = `
$ US$ USD
€ EUR
£ GBP
¥ ￥ JPY 円
CNY RMB 元
₹ Rs Rs. INR
₩ KRW
₽ RUB руб руб. р.
₺ TRY TL
₴ UAH
₫ VND
₪ ILS
₦ NGN
₱ PHP
฿ THB
R$ BRL
R ZAR
CHF Fr. SFr.
kr kr.
SEK
NOK
DKK
ISK
zł PLN
Kč CZK
Ft HUF
lei RON
лв BGN
A$ AU$ AUD
C$ CA$ CAD
NZ$ NZD
HK$ HKD
S$ SGD
MX$ MXN
NT$ TWD
AED
SAR
Rp IDR
RM MYR
KES KSh
EGP
COP
CLP
ARS
¢
`

// Letters that number seats, flats and the like are no measures.
const measures = `
% ％ pct percent
‰
ppm
ppb
pp
° º
°C ºC ℃
°F ºF ℉
kg KG Kg kgs
g gr
mg
µg μg ug
t
lb lbs lbs.
oz
km
m
cm
mm
µm μm um
nm
mi miles
ft feet
in inches "
yd
m² m2 sqm
km² km2
ha
ac acres
sqft
m³ m3
l L
ml mL
cl
dl
gal
ns
µs μs us
ms
s sec secs seconds
min mins minutes
h hr hrs hours
d day days
weeks
months
year years yrs
bytes
kB KB
KiB
MB
MiB
GB
GiB
TB
Mbps Mbit/s
MB/s
px
W
kW
MW
GW
Wh
kWh
MWh
GWh
kJ
kcal
cal
V
kV
mV
mA
Ah
mAh
Hz
kHz
MHz
GHz
dB
dBm
rpm
bpm
km/h kmh kph
mph
m/s
kn
hp PS
Nm
Pa
hPa
kPa
bar
mbar
psi
mmHg
mg/dL mg/dl
mg/L mg/l
mmol/L mmol/l
g/km
kg/m² kg/m2
pcs pcs. pieces units Stk Stk.
pts
`

// multipliers stand behind numbers that are larger: to leave them out would
// make these wrong.
const multipliers = `
k K tsd Tsd.
M mn mln Mio Mio. million
bn bln Mrd Mrd. billion
`

// A unitTable is the signs of all lists, the one of index 0 being none. Those
// of equal kind mean the same.
type unitTable struct {
	list  []unitSign
	index map[string]unit
}

// units is made when it is first needed, not when the program starts.
var units = sync.OnceValue(parseUnits)

func parseUnits() *unitTable {
	list, index := []unitSign{{}}, map[string]unit{"": noUnit}
	const money, multiply = 0, 2
	kind := 0
	for i, table := range []string{currencies, measures, multipliers} {
		for line := range strings.Lines(table) {
			kind++
			for _, sign := range strings.Fields(line) {
				index[sign] = unit(len(list))
				first, size := utf8.DecodeRuneInString(sign)
				inFront := i == money && (size < len(sign) || !unicode.IsLetter(first)) // R5 and A7 are names
				list = append(list, unitSign{sign, kind, inFront, i == multiply})
			}
		}
	}
	return &unitTable{list, index}
}

// A unitSign is an entry of units.
type unitSign struct {
	sign       string
	kind       int
	inFront    bool // of numbers too
	multiplies bool
}

// unitOf returns the unit that is before or behind a number, if all that is
// there is one.
func unitOf(before, after []byte) (u unit, ok bool) {
	if len(before) == 0 {
		u, ok = units().index[string(after)]
		return u, ok
	}
	u, ok = units().index[string(before)]
	return u, ok && len(after) == 0 && units().list[u].inFront
}

// trimSpaces returns b without the spaces around it, also those that are not in
// ASCII.
func trimSpaces(b []byte) []byte {
	if n := len(b); n == 0 || isGraphic(b[0]) && isGraphic(b[n-1]) {
		return b
	}
	return bytes.TrimFunc(b, unicode.IsSpace)
}

// isGraphic reports whether c is a character of ASCII that can be seen.
func isGraphic(c byte) bool { return c > ' ' && c < 0x7F }

// trim returns b without the blanks and tabs around it.
func trim(b []byte) []byte { return bytes.Trim(b, " \t") }
