package number

import (
	"math"
)

const (
	daySeconds     = 24 * 60 * 60
	maxNanoSeconds = math.MaxInt64 / 1_000_000_000 // seconds before or after 1970 whose nanoseconds fit an int64
)

// daysIn is the number of days of each month, from 1 on, in a common year.
var daysIn = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// monthNames is indexed by month - 1.
var monthNames = [12]string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// dayOf returns the number of days from 1970-01-01 to a date of the proleptic
// Gregorian calendar. ok is false if the date does not exist or its year is
// below 1.
//
// Years are counted from March, so that the leap day is the last day of a year.
// There are 719468 days between 0000-03-01 and 1970-01-01.
func dayOf(year, month, day int) (days int64, ok bool) {
	if year < 1 || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	leap := year%4 == 0 && (year%100 != 0 || year%400 == 0)
	if day > daysIn[month] && !(leap && month == 2 && day == 29) {
		return 0, false
	}
	if month < 3 {
		year, month = year-1, month+12
	}
	return int64(365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - 719468), true
}

// digits2 returns the number of the two digits at b[i:], or -1 if they are not
// digits.
func digits2(b []byte, i int) int {
	if !isDigit(b[i]) || !isDigit(b[i+1]) {
		return -1
	}
	return int(b[i]-'0')*10 + int(b[i+1]-'0')
}

// digits4 returns the number of the four digits at b[i:], or -1 if they are not
// digits.
func digits4(b []byte, i int) int {
	hi, lo := digits2(b, i), digits2(b, i+2)
	if hi < 0 || lo < 0 {
		return -1
	}
	return hi*100 + lo
}

// parseTime parses a date or datetime that begins with a digit.
func parseTime(b []byte) (Value, Class) {
	if len(b) < 10 || !isDigit(b[1]) || b[4] != b[7] || b[4] != '-' && b[4] != '/' {
		return parseDayFirst(b)
	}
	days, ok := dayOf(digits4(b, 0), digits2(b, 5), digits2(b, 8))
	if !ok {
		return parseDayFirst(b)
	}
	if len(b) == 10 {
		return Value{Mant: days}, Date
	}
	if b[10] != 'T' && b[10] != 't' && b[10] != ' ' {
		return Value{}, Text
	}
	return parseClockOf(days, b[11:])
}

// parseClockOf parses all of b as the time of a day.
func parseClockOf(days int64, b []byte) (Value, Class) {
	seconds, fraction, class := parseClock(b)
	if class == Text {
		return Value{}, Text
	}
	seconds += days * daySeconds // below 2^38 in absolute value
	if len(fraction) > 7 && (seconds >= maxNanoSeconds || seconds < -maxNanoSeconds) {
		fraction = fraction[:7] // 2^38 × 10^7 < 2^62
	}
	v := Value{Mant: seconds, Scale: int16(len(fraction))}
	for _, c := range fraction {
		v.Mant = v.Mant*10 + int64(c-'0')
	}
	return v, class
}

// parseClock parses all of b as HH:MM[:SS[.fraction]][zone]: class is DateTime,
// ZonedTime or Text. seconds counts from midnight UTC, or from midnight where
// there is no zone; a zone may make it negative or more than a day.
func parseClock(b []byte) (seconds int64, fraction []byte, class Class) {
	if len(b) < 5 || b[2] != ':' {
		return 0, nil, Text
	}
	hour, minute, second := digits2(b, 0), digits2(b, 3), 0
	b = b[5:]
	if len(b) >= 3 && b[0] == ':' {
		second = digits2(b, 1)
		b = b[3:]
		if len(b) > 1 && (b[0] == '.' || b[0] == ',') {
			n := 1
			for n < len(b) && isDigit(b[n]) {
				n++
			}
			fraction, b = b[1:n], b[n:]
			if len(fraction) == 0 || len(fraction) > 9 {
				return 0, nil, Text
			}
		}
	}
	leapSecond := second == 60 && minute == 59
	if uint(hour) > 23 || uint(minute) > 59 || uint(second) > 59 && !leapSecond {
		return 0, nil, Text
	}
	seconds = int64(hour*3600 + minute*60 + second)
	if len(b) == 0 {
		return seconds, fraction, DateTime
	}
	offset, ok := parseZone(b)
	if !ok {
		return 0, nil, Text
	}
	return seconds - offset, fraction, ZonedTime
}

// parseZone parses all of b, which is not empty, as a zone. It returns the
// offset from UTC in seconds.
func parseZone(b []byte) (seconds int64, ok bool) {
	if len(b) > 1 && b[0] == ' ' {
		b = b[1:]
	}
	switch string(b) {
	case "Z", "z", "UTC", "GMT":
		return 0, true
	}
	if b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	hour, minute := 0, 0
	switch {
	case len(b) == 3:
		hour = digits2(b, 1)
	case len(b) == 5:
		hour, minute = digits2(b, 1), digits2(b, 3)
	case len(b) == 6 && b[3] == ':':
		hour, minute = digits2(b, 1), digits2(b, 4)
	default:
		return 0, false
	}
	if uint(hour) > 23 || uint(minute) > 59 {
		return 0, false
	}
	seconds = int64(hour*3600 + minute*60)
	if b[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// parseDayFirst parses DD.MM.YYYY, and D Mon YYYY with blanks, hyphens or
// slashes.
func parseDayFirst(b []byte) (Value, Class) {
	if dotted(b) {
		return date(digits4(b, 6), digits2(b, 3), digits2(b, 0))
	}
	day, b := readDay(b)
	if day < 0 || len(b) < 9 {
		return Value{}, Text
	}
	sep := b[0]
	if sep != ' ' && sep != '-' && sep != '/' {
		return Value{}, Text
	}
	month, b := readMonth(b[1:])
	if month == 0 || len(b) != 5 || b[0] != sep {
		return Value{}, Text
	}
	return date(digits4(b, 1), month, day)
}

// dotted reports whether b has the form of DD.MM.YYYY.
func dotted(b []byte) bool { return len(b) == 10 && b[2] == '.' && b[5] == '.' }

// parseMonthFirst parses Mon D YYYY and Mon D, YYYY.
func parseMonthFirst(b []byte) (Value, Class) {
	if len(b) > len("september 30, 2000") || !isDigit(b[len(b)-1]) {
		return Value{}, Text
	}
	month, b := readMonth(b)
	if month == 0 || len(b) < 7 || b[0] != ' ' {
		return Value{}, Text
	}
	day, b := readDay(b[1:])
	if len(b) == 6 && b[0] == ',' {
		b = b[1:]
	}
	if day < 0 || len(b) != 5 || b[0] != ' ' {
		return Value{}, Text
	}
	return date(digits4(b, 1), month, day)
}

// date returns a Date, or Text if the date does not exist.
func date(year, month, day int) (Value, Class) {
	days, ok := dayOf(year, month, day)
	if !ok {
		return Value{}, Text
	}
	return Value{Mant: days}, Date
}

// readDay parses one or two digits; day is -1 if there are none.
func readDay(b []byte) (day int, rest []byte) {
	switch {
	case len(b) < 2 || !isDigit(b[0]):
		return -1, b
	case isDigit(b[1]):
		return digits2(b, 0), b[2:]
	}
	return int(b[0] - '0'), b[1:]
}

// readMonth parses an English month name, in full or its first three letters;
// month is 0 if there is none.
func readMonth(b []byte) (month int, rest []byte) {
	n := 0
	for n < min(len(b), len("september")) && b[n] >= 'A' {
		n++
	}
	if n < 3 {
		return 0, b
	}
	for i, name := range monthNames {
		if b[0]|0x20 == name[0] && (n == 3 && isWord(b[:3], name[:3]) || isWord(b[:n], name)) {
			return i + 1, b[n:]
		}
	}
	return 0, b
}
