package number

// pivot is the year of two digits from which on it is one of the 20th century,
// as POSIX has it: 69 is 1969, 68 is 2068.
const pivot = 69

// parseOrdered parses a date of numbers only, by the order of its parts, with
// or without a time behind; or one whose order is clear: with four digits of
// the year in front, or with the name of the month.
//
//	date = N/N/N | N.N.N | N-N-N              years of two or four digits
//	time = ( [","] " " | "T" ) H:MM [ :SS [ (.|,) 1 to 9 digits ] ] [ [" "] (AM|PM) | [" "] zone ]
func parseOrdered(b []byte, order DateOrder) (Value, Class) {
	days, clock, ok := readOrdered(b, order)
	if !ok {
		return parseClear(b)
	}
	if len(clock) == 0 {
		return Value{Mant: days}, Date
	}
	return parseOrderedClock(days, clock)
}

// parseClear parses dates and times whose order is clear.
func parseClear(b []byte) (Value, Class) {
	if dotted(b) {
		return Value{}, Text // the order says something else
	}
	return parseTime(b)
}

// readOrdered reads the three numbers of a date.
func readOrdered(b []byte, order DateOrder) (days int64, rest []byte, ok bool) {
	var part, size [3]int
	rest = b
	separator := byte(0)
	for i := range part {
		if i > 0 {
			if len(rest) == 0 || rest[0] != '/' && rest[0] != '.' && rest[0] != '-' || i > 1 && rest[0] != separator {
				return 0, nil, false
			}
			separator = rest[0]
			rest = rest[1:]
		}
		size[i] = countDigits(rest[:min(len(rest), 5)])
		for _, c := range rest[:size[i]] {
			part[i] = part[i]*10 + int(c-'0')
		}
		rest = rest[size[i]:]
	}
	at := [...][3]int{DMY: {2, 1, 0}, MDY: {2, 0, 1}, YMD: {0, 1, 2}}[order]
	year, month, day := at[0], at[1], at[2]
	if size[year] != 2 && size[year] != 4 || size[month]-1 > 1 || size[month] == 0 || size[day]-1 > 1 || size[day] == 0 {
		return 0, nil, false
	}
	if size[year] == 2 {
		part[year] += 1900
		if part[year] < 1900+pivot {
			part[year] += 100
		}
	}
	days, ok = dayOf(part[year], part[month], part[day])
	return days, rest, ok
}

// parseOrderedClock parses the time behind a date, with what separates them.
func parseOrderedClock(days int64, b []byte) (Value, Class) {
	switch {
	case b[0] == 'T' || b[0] == 't' || b[0] == ' ':
		b = b[1:]
	case len(b) > 1 && b[0] == ',' && b[1] == ' ':
		b = b[2:]
	default:
		return Value{}, Text
	}
	clock, half := cutHalf(b)
	var scratch [maxClock + 1]byte
	if len(clock) < 4 || len(clock) > maxClock {
		return Value{}, Text
	}
	if clock[1] == ':' {
		clock = append(append(scratch[:0], '0'), clock...)
	}
	if half == 0 {
		return parseClockOf(days, clock)
	}
	clock, ok := fullDay(append(scratch[:0], clock...), half)
	v, class := parseClockOf(days, clock)
	if !ok || class != DateTime { // who writes AM writes no zone
		return Value{}, Text
	}
	return v, class
}

// maxClock is the longest time of a day in bytes, about.
const maxClock = 40

// fullDay rewrites the hour of a clock that counts twelve of them.
func fullDay(clock []byte, half byte) ([]byte, bool) {
	hour := digits2(clock, 0)
	if hour < 1 || hour > 12 {
		return nil, false
	}
	hour %= 12
	if half == 'p' {
		hour += 12
	}
	clock[0], clock[1] = '0'+byte(hour/10), '0'+byte(hour%10)
	return clock, true
}

// cutHalf takes AM or PM off the end of a time; half is a, p or 0.
func cutHalf(b []byte) (clock []byte, half byte) {
	if len(b) < 3 || b[len(b)-1]|0x20 != 'm' {
		return b, 0
	}
	half = b[len(b)-2] | 0x20
	if half != 'a' && half != 'p' {
		return b, 0
	}
	return trimBlanks(b[:len(b)-2]), half
}
