package source

import (
	"fmt"
	"strings"
	"testing"
)

// dialectOf probes text as a file of that name and says how it is read:
// delimiter, fields of the first record, lines before them, comment character.
func dialectOf(name, text string, change func(*Options)) string {
	s := &Source{Name: name, pipe: strings.NewReader(text)}
	opt := testOptions()
	opt.SkipLines = AutoSkip
	if change != nil {
		change(opt)
	}
	if s.Probe(opt); s.Err != nil {
		return s.Err.Error()
	}
	if s.Empty() {
		return "empty"
	}
	got := DelimiterWord(s.Delimiter) + " " + strings.Join(s.First, "·")
	for _, h := range s.Hints {
		switch h.Kind {
		case "skipped_lines":
			got += fmt.Sprintf(" +%d", h.Count)
		case "comments":
			if s.Comment != 0 {
				got += " " + string(rune(s.Comment))
			}
		case "sep_line":
			got += " sep"
		case "delimiter":
			got += " ?" + h.Settings[0].Value
		}
	}
	return got
}

func TestDelimiters(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		// The usual ones.
		{"a,b\n1,2\n", ", a·b"},
		{"a;b\n1;2\n", "; a·b"},
		{"a\tb\n1\t2\n", "tab a·b"},
		{"a|b\n1|2\n", "| a·b"},
		{"a^b\n1^2\n", "^ a·b"},
		{"a~b\n1~2\n3~4\n", "~ a·b"},
		{"a\x01b\n1\x012\n", `\x01 a·b`},
		{"a\x1fb\n1\x1f2\n", `\x1f a·b`},
		{"1,2\n3,4\n", ", 1·2"},
		{"x,y\n", ", x·y"},
		{"x,y", ", x·y"},
		{"x;y\r\n", "; x·y"},
		{",,\n", ", ··"},

		// Decimal commas, thousands, times, dates: figures stay whole.
		{"1,5;2,25\n3,75;4,5\n5,25;6,0\n", "; 1,5·2,25"},
		{"a;b\n1,5;2,5\n", "; a·b"},
		{"a\tb\n1,5\t2,5\n", "tab a·b"},
		{"name|price\nx|1,5\ny|2,5\n", "| name·price"},
		{"x;1.234,56\ny;2.345,67\n", "; x·1.234,56"},
		{"12:30:15,5\n12:31:00,6\n", ", 12:30:15·5"},
		{"t;v\n12:30;1,5\n12:31;2,5\n", "; t·v"},
		{"12:30:15\n12:31:00\n12:32:00\n", "none 12:30:15"},
		{"time\n12:30:15\n12:31:00\n", "none time"},
		{"2024-01-01 12:30:15\n2024-01-02 12:30:15\n", "none 2024-01-01 12:30:15"},
		{"April 15, 2023;402;25.00\nApril 14, 2023;444;35.00\n", "; April 15, 2023·402·25.00"},
		{"April 15, 2023;402;25.00;16.00;Ray;pending;\nApril 14, 2023;444;35.00;16.00;Scott;pending;\n" +
			"April 13, 2023;559;15.00;12.50;Ann;pending;\nApril 12, 2023;332;25.00;16.00;Theo;\nApril 11, 2023;718;25.00;16.00;Bo;\n",
			"; April 15, 2023·402·25.00·16.00·Ray·pending·"},
		{"date;when\nMon, 1 Jan 2024;x\nTue, 2 Jan 2024;y\n", "; date·when"},
		{"$1,200|a\n$1,300|b\n", "| $1,200·a"},

		// Lists and other delimiters in fields.
		{"id;flag;list;cost\n1;False;['345'];62.25\n2;True;['112', '113', '114'];54.00\n3;True;['112', '765'];46.50\n", "; id·flag·list·cost"},
		{"id,tags\n1,a|b\n2,c|d|e\n3,f\n", ", id·tags"},
		{"1,a|b\n2,c|d\n", ", 1·a|b"},
		{"name;text\nx;one, two, three\ny;four, five, six\n", "; name·text"},
		{"id\tjson\n1\t{\"a\":1,\"b\":2}\n2\t{\"a\":3,\"b\":4}\n", "tab id·json"},
		{"id,url\n1,http://x/?a=1;b=2\n2,http://y/?a=3;b=4\n", ", id·url"},
		{"a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,12\n", ", a·b·c"},

		// Quotes.
		{"\"a;b\",c\n\"d;e\",f\n", ", a;b·c"},
		{"\"a,b\";\"c,d\"\n\"e,f\";\"g,h\"\n", "; a,b·c,d"},
		{"\"x;1\",\"y;2\",\"z;3\"\n\"p;1\",\"q;2\",\"r;3\"\n", ", x;1·y;2·z;3"},
		{"id,text\n1,\"a;b;c\nd;e;f\"\n2,\"g;h\"\n", ", id·text"},

		// One column.
		{"a\n1\n2\n", "none a"},
		{"a\n", "none a"},
		{"a", "none a"},
		{"", "empty"},
		{"\n\n", "empty"},
		{"c0\nv0\na;b\n", "none c0"},
		{"notes\nlikes apples, bananas and pears\n\"no idea\"\nx, y, z\nnothing to add\n", "none notes"},
		{"name\nSmith, John\nDoe, Ann\nRoe, Bob\n", "none name ?,"},
		{"price\n1,5\n2,25\n", "none price ?,"},
		{"tags\na,b\nc,d\n", "none tags ?,"},
		{"\"id,name,amount\"\n\"1,Ann,5\"\n\"2,Bob,6\"\n", "none id,name,amount"},
		{"address\n00:1a:2b:3c:4d:5e\n00:1a:2b:3c:4d:5f\n", "none address"},
		{"00:1a:2b:3c:4d:5e\n00:1a:2b:3c:4d:5f\n", "none 00:1a:2b:3c:4d:5e"},
		{"url\nhttp://example.org:80/a\nhttp://example.org:81/b\n", "none url"},
		{"John Smith\nAnn Lee\nBob Roe\n", "none John Smith"},
		{"10 Downing Street\n11 Wall Street\n", "none 10 Downing Street"},
		{"the quick brown fox\njumps over the lazy dog\n", "none the quick brown fox"},
		{"Room 5\nRoom 6\n", "none Room 5"},
		{"C:\\a\\b\nD:\\c\\d\n", "none C:\\a\\b"},

		// Colons and blanks.
		{"root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000:Ann,,,:/home/ann:/bin/sh\n", ": root·x·0·0·root·/root·/bin/sh ?none"},
		{"a b c\n1 2 3\n4 5 6\n", "space a·b·c ?none"},
		{"5.1 3.5 setosa\n4.9 3.0 setosa\n", "space 5.1·3.5·setosa ?none"},
		{"x   y\n1   2\n10  3\n", "none x   y"},
		{"id:v:w\n1:2:3\n4:5:6\n", ": id·v·w ?none"},

		// Ends, row names, several that fit.
		{"A|B|C|\n1|2|3|\n4|5|6|\n", "| A·B·C·"},
		{"A,B,C\n1,4,7,\n2,5,8,\n", ", A·B·C"},
		{"\"mpg\",\"cyl\"\n\"Mazda\",21,6\n\"Datsun\",22.8,4\n", ", mpg·cyl"},
		{"\"x\"\n\"1\",5\n\"2\",6\n", ", x"},
		{"| a | b |\n| 1 | 2 |\n| 3 | 4 |\n", "| · a · b ·"},
		{"x,a|b\ny,c|d\nz,e|f\n", ", x·a|b ?|"},
		{"a,b;c\n", ", a·b;c ?;"},
	} {
		if got := dialectOf("x", tt.text, nil); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestTheNameOfAFileSpeaksForADelimiter(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"x.tsv", "Name, Title\tAge\nSmith, Dr\t40\nJones, Mr\t50\n", "tab Name, Title·Age"},
		{"x.tsv", "a,b\tc\nd,e\tf\n", "tab a,b·c"},
		{"x.tab.gz", "a,b\tc\nd,e\tf\n", "tab a,b·c"},
		{"x.PSV", "a,b|c\nd,e|f\n", "| a,b·c"},
		{"x.psv.zst", "a,b|c\nd,e|f\n", "| a,b·c"},
		{"x.csv", "a,b|c\nd,e|f\n", ", a·b|c ?|"},
		{"x.tsv", "a,b\n1,2\n", ", a·b"},
		{"x.tsv", "one\ntwo\n", "none one"},
	} {
		if got := dialectOf(tt.name, tt.text, nil); got != tt.want {
			t.Errorf("%s %q: %s, want %s", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestWhatIsBeforeTheTable(t *testing.T) {
	table := "id,amount,city\n1,10,Oslo\n2,20,Bergen\n3,30,Oslo\n"
	const names = ", id·amount·city"
	for _, tt := range []struct{ text, want string }{
		{table, names},
		{"\n\n" + table, names},
		{"Report of sales\nGenerated: 2024-05-01\n\n" + table, names + " +3"},
		{"Report of sales\n" + table, names + " +1"},
		{"Report\n" + table, names + " +1"},
		{"Report of sales, in thousands\r\n\r\nid,amount,city\r\n1,10,Oslo\r\n2,20,Moss\r\n", names + " +2"},
		{"Source: X\nUnit: kg, net\nContact: a@b.c\n\n" + table, names + " +4"},
		{"Location: Oslo, Norway\nDate: 2024\n\nid,v\n1,2\n3,4\n", ", id·v +3"},
		{"Report,,\nDate:,2024,\n,,\n" + table, names + " +3"},
		{"Report,,\n" + table, names + " +1"},
		{"Title\tline\nid\tv\tw\n1\t2\t3\n", "tab id·v·w +1"},
		{"Report of sales\n\n1,10,Oslo\n2,20,Moss\n3,30,Moss\n", ", 1·10·Oslo +2"},
		{"Report\nid,v\n1,2\n3,4\n", ", id·v +1"},
		{"Export, by tool v1.2\nUnit: kg\nBy a@b.c, d@e.f\n\nid,v\n1,2\n3,4\n", ", id·v +4"},
		{"Source: X\n\nNotes: all figures, in EUR\n\nid,v\n1,2\n3,4\n", ", id·v +4"},
		{"Title\nid\tname\tcity\nx\tAnn\tOslo\ny\tBob Roe\tMoss\n", "tab id·name·city +1"},
		{"A title, with commas, and more, of them\n\nid,v\n1,2\n3,4\n", ", id·v +2"},
		{"\"A title\"\n" + table, names + " +1"},
		{"key: value\nother: value\nid;v\n1;2\n3;4\n", "; id·v +2"},

		// None of these is a title.
		{"notes\nx, y\nz\n", "none notes"},
		{"a,b\nr1,1,2\nr2,3,4\n", ", a·b"},
		{"a,b,c\n1,2\n3,4,5\n6,7,8\n", ", a·b·c"},
		{"a,b\n1,2,3\n\n4,5,6\n7,8,9\n", ", a·b"},
		{"name,,\nJohn,5,6\nAnn,7,8\n", ", name··"},
		{",,5\n1,2,3\n4,5,6\n", ", ··5"},
		{"id,v\n1,2\nid,v\n3,4\n", ", id·v"},
		{"id,v\n1,2\n\nid,v\n3,4\n", ", id·v"},
		{"a,b\nx,1\n\nc,d\ny,2\nz,3\n", ", a·b"},

		// An instruction.
		{"sep=;\nname;qty\nbolt;5\n", "; name·qty sep"},
		{"SEP=,\r\nname,qty\r\nbolt,5\r\n", ", name·qty sep"},
		{"\"sep=;\"\nname;qty\nbolt;5\n", "; name·qty sep"},
		{"sep=\t\nname\tqty\nbolt\t5\n", "tab name·qty sep"},
		{"sep=\\t\nname\tqty\nbolt\t5\n", "tab name·qty sep"},
		{"sep=;;;\na;b;c;d\n1;2;3;4\n", "; a·b·c·d sep"},
		{"\ufeffsep=;\nname;qty\nbolt;5\n", "; name·qty sep"},
		{"sep=;\nReport of sales\n\nname;qty\nbolt;5\n", "; name·qty sep +3"},
		{"sep=,\na,b;c\n1,2;3\n", ", a·b;c sep"},
		{"sep=\na,b\n1,2\n", ", a·b +1"},
		{"sep=x=y,b\n1,2\n", ", sep=x=y·b"},
		{"sep=;", "empty"},
	} {
		if got := dialectOf("x", tt.text, nil); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestCommentsAreToldFromValuesAndNames(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"# produced by tool\n# version 2\nid,v\n1,2\n# note\n3,4\n", ", id·v #"},
		{"id,v\n1,2\n# a note, with commas, three\n3,4\n5,6\n7,8\n", ", id·v #"},
		{"# it's \"so\n# a,\"b\nid,v\n1,2\n", ", id·v #"},
		{"# id,v\nid,v\n1,2\n", ", id·v #"},
		{"# by hand\n# it's \"so\", and so\nx y,1\nz y,2\n", ", x y·1 #"},
		{"#\n# x\na;b\n1;2\n", "; a·b #"},
		{"# only\nid\n1\n2\n", "none id #"},
		{"##fileformat=VCFv4.2\n##INFO=<ID=DP,Number=1,Type=Integer>\n#CHROM\tPOS\tID\n1\t100\t.\n2\t200\t.\n", "tab #CHROM·POS·ID #"},
		{strings.Repeat("##contig=<ID=1,length=2>\n", 500) + "#CHROM\tPOS\tID\n1\t100\t.\n", "tab #CHROM·POS·ID #"},

		{"#id,name\n1,Ann\n2,Bob\n", ", #id·name"},
		{"# x y\n1 2\n3 4\n", "space 1·2 # ?none"},
		{"# x,y\n1,2\n3,4\n", ", # x·y"},
		{"id,name\n#1,Ann\n#2,Bob\n", ", id·name"},
		{"#1\n#2\n#3\n", "none #1"},
		{"color\n#ff0000\n#00ff00\n", "none color"},
		{"#ff0000,red\n#00ff00,green\n", ", #ff0000·red"},
		{"tag,n\n#go,5\n#rust,6\nplain,7\n", ", tag·n"},
		{"# Heading\nsome text\n# Other\nmore text\n", "none # Heading"},
		{"\"#1\",a\n\"#2\",b\n", ", #1·a"},
	} {
		if got := dialectOf("x", tt.text, nil); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestWhatIsGivenIsNotGuessed(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		change     func(*Options)
	}{
		{"a;b\n1;2\n", ", a;b ?;", func(o *Options) { o.Delimiter = ',' }},
		{"a;b\n1;2\n", "none a;b", func(o *Options) { o.Delimiter = NoDelimiter }},
		{"sep=;\na;b\n1;2\n", ", a;b sep ?;", func(o *Options) { o.Delimiter = ',' }},
		{"sep=;\na;b,c\n1;2,3\n", "; a·b,c", func(o *Options) { o.SkipLines = 1 }},
		{"sep=;\na;b\n1;2\n", "; sep=·", func(o *Options) { o.SkipLines = 0 }},
		{"Title of it\nid,v\n1,2\n", "none Title of it ?,", func(o *Options) { o.SkipLines = 0 }},
		{"x\ny\nid,v\n1,2\n", ", id·v", func(o *Options) { o.SkipLines = 2 }},
		{"a,b\n", "empty", func(o *Options) { o.SkipLines = 5 }},
		{"# x\nid,v\n1,2\n", ", id·v +1", func(o *Options) { o.Comment = NoComment }},
		{"%x\nid,v\n1,2\n%y\n", ", id·v", func(o *Options) { o.Comment = "%" }},
		{"#id,v\n1,2\n3,4\n", ", 1·2", func(o *Options) { o.Comment = "#" }},
		{"a\n'b,c'\n", "none a", func(o *Options) { o.Quote = ',' }},
	} {
		if got := dialectOf("x", tt.text, tt.change); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, got, tt.want)
		}
	}
}
