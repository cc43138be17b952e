package source

// A Record is one password of a list, and what stands beside it.
type Record struct {
	Line     int64   // 1-based line of the list, or of all lists of a set, where it begins
	File     *File   // its list among several; nil: there is one
	User     string  // whose it is, "" if the list names no users
	Password []byte  // valid until the next record is read
	Fields   []Field // what else stands beside it, to be carried to the output
	Err      error   // why it cannot be hashed, or nil
}

// A Field is a value that is carried from the list to the output.
type Field struct {
	Name  string
	Value string
	JSON  bool // Value is JSON text, not the text itself
}
