package source

import (
	"fmt"
	"strings"
	"testing"

	"fanout/processors/analyze/csvscan"
)

// headerCases are files by what their first record is.
var headerCases = map[string][]string{
	// Nothing needs to be said of the header.
	"names": {
		"id,name,price\n1,x,2.5\n",
		"id,country,2019,2020\n1,Norway,1.5,2.5\n2,Chad,3.5,4.5\n3,Peru,5.5,6.5\n",
		"precinct,yes,no\nA1,120,80\nB2,95,130\nC3,210,40\n",
		"state,2022\nAlabama,-29.17974\nAlaska,-14.60832\nArizona,-7.55109\n",
		"city,2022\nOslo,5\n",
		"id,2019,2020\n1,5,7\n",
		"country,2015,2016\nX,1,2\nY,3,4\n",
		"Country,2019,2020,2021\nChad,15,16,17\nPeru,40,35,39\n",
		"region,1990,2000,2010\nN,2000,1900,1850\nS,1990,1992,2001\n",
		"gene,101,205,317\nBRCA1,5.1,6.2,0.5\nTP53,1.5,2.25,0.75\n",
		",1,2,3\n1,0.5,0.25,0.125\n2,0.1,0.4,0.9\n",
		",0,1,2,3\na,5,9,0,1\nb,6,2,5,3\n",
		"label,0,1,2,3,4,5\n7,0,0,13,0,5,3\n2,0,4,10,2,1,0\n",
		"station,2020-01,2020-02,2020-03\nA,5,6,7\nB,1,0,3\n",
		"site,2020-01-01,2020-01-02\nA,5,6\nB,1,0\n",
		"item,1/1/2020,1/2/2020\nbolt,5,6\nnut,1,0\n",
		"true,false\n5,6\n7,8\n",
		"answer,yes,no,maybe\nq1,5,3,1\nq2,4,4,2\n",
		"id,NA,total\n1,2,3\n4,5,9\n",
		"x\n1\n2\n",
		"x\n1\nNA\n3\n",
		"day\n2024-01-01\n2024-01-02\n",
		"flag\ntrue\nfalse\n",
		"名前,年齢\n太郎,30\n花子,25\n",
		"prénom,âge\nZoé,30\nRené,25\n",
		"mass (kg),length [cm]\n12.5,100\n11,95\n",
		"mass (kg)\n12.5\n",
		"id,v\n1,2\n2,3\nid,v\n3,4\n5,6\n",
		"\"id\",\"2019\",\"2020\"\n1,3,4\n2,5,6\n",
		"\"2019\",\"2020\"\n3,4\n5,6\n",
		"first_name,last_name\nAnn,Smith\nBob,Jones\n",
		"name,city\nAnn,Oslo\nBob,Rome\n",
		"Name,City\nAnn,Oslo\nBob,Rome\n",
		"firstName,homeTown\nAnn,Oslo\nBob,Rome\n",
		"sku,color\nAB-12,red\nCD-34,blue\nEF-56,red\n",
		"code,iata\nABC1,OSL\nDEF2,LHR\nGHI3,CDG\n",
		"id,amount\n1,\"1,200\"\n2,\"13,000\"\n",
		"id,share\n1,12%\n2,13 %\n",
		"id,price\n1,$5\n2,$7.50\n",
		"when,n\n3/4/2024,5\n13/4/2024,6\n",
		"a,b,c\n1,,3\n,,\n4,5,6\n",
		"ip,hits\n10.0.0.1,5\n10.0.0.2,7\n",
		"time,temp\n12:30,5.5\n12:40,6\n",
		"zip,phone\n00501,0047223344\n10001,5551234567\n",
		"400,410,420,430\n0.5,0.6,0.4,0.1\n0.2,0.9,0.3,0.7\n0.3,0.6,0.8,0.2\n",
		"wavelength,400,410,420\nA,5,3,8\nB,2,9,1\n",
		"id,1,2,3,4,5,6,7,8,9,10\nu1,0,1,1,0,1,0,0,1,1,0\nu2,1,1,0,0,1,0,1,1,1,0\n",
		"country,pop\nChad,NA\nPeru,5\n",
		"id,rate\n1,n/a\n2,0.5\n3,closed\n4,0.7\n5,0.1\n6,0.2\n",
		"mpg,cyl\nMazda,21,6\nDatsun,22.8,4\nHornet,21.4,6\n",
		"2019,2020\nMazda,21,6\nDatsun,22.8,4\nHornet,21.4,6\n",
		"A,B,C\n1,4,7,\n2,5,8,\n3,6,9,\n",
		"c0\nv0 x\n1\n2\n3\n4\n5\n6\n7\n8\n9\n",
		"id,name\n",
		"0,1,2\n0.5,0.25,0.75\n0.1,0.3,0.2\n",
		"sample,s1,s2,s3\ng1,5,6,7\ng2,8,0,1\n",
		"date,yes\n2024-01-01,5\n2024-01-02,6\n",
		"Jahr;Umsatz\n2019;1,5\n2020;2,25\n",
		"a;b\n1,5;2,5\n",
		"Q1,Q2,Q3,Q4\n10,20,30,40\n11,19,33,41\n",
		"year,1\n2001,5.5\n2002,6.5\n2003,7.5\n",
		"x,y,z\n0.1,0.2,0.3\n",
		"País,Población\nPerú,33\nChile,19\n",
		"город,население\nМосква,13\nКазань,1\n",
		"Name;Größe (m)\nAnna;1,70\nBernd;1,82\n",
		"id,email\n1,a@b.c\n2,d@e.f\n",
		"\"id\nnumber\",\"total\namount\"\n1,2.5\n2,3.5\n",
		"product,2021 Q1,2021 Q2\nA,5,6\nB,7,8\n",
		"metric,FY2019,FY2020\nsales,5,6\ncost,7,8\n",
		"age,0-9,10-19,20-29\nmen,5,6,7\nwomen,8,9,1\n",
		"country,2019-20,2020-21\nUK,5,6\nFR,7,8\n",
		"team,1998,1999\nA,1001,2002\nB,1500,1800\n",
		"col1,col2,col3\n1,2,3\n4,5,6\n",
		"V1,V2\nx,1\ny,2\n",
		"t\n2020-02-28 23:00\n2020-02-29 23:00\n",
		"url,n\nhttps://a.b/c,5\nhttps://d.e/f,6\n",
		"is_active,n\ntrue,1\nfalse,2\n",
		"active\nyes\nno\n",
		"uuid,v\n0f8fad5b-d9cb-469f-a165-70867728950e,1\n7c9e6679-7425-40de-944b-e07fc1f90ae7,2\n",
		"amount\n(5)\n7\n",
		"value\n1e5\n2.5e-3\n",
		"a b,c d\n1,2\n",
		"user_id,created_at\n",
	},
	// The first record is data, and nothing needs to be said.
	"data": {
		"1,2\n3,4\n",
		"1\n2\n3\n",
		"5,7\n",
		"2024-01-01,true\n",
		"M,0.455,15\nM,0.35,7\nF,0.53,9\nM,0.275,10\n",
		"NA,5,3\n1,2,4\n2,6,7\n",
		"?,5,3\n1,2,4\n2,6,7\n",
		"1,Oslo,5.5\n2,Rome,6.5\n3,Oslo,7.5\n",
		"2019,5\n2020,6\n2021,7\n",
		"2019,2020\n2021,2022\n2018,2019\n",
		"yes,5\nno,7\nyes,8\n",
		"yes,no\nno,no\nyes,yes\n",
		"2020-01-01,5.5\n2020-01-02,5\n2020-01-03,6.5\n",
		"1,2,3\n4,5,6\n7,8,9\n",
		"1,5,9\n2,6,8\n1,7,9\n",
		"John,Smith,45\nJane,Doe,50\nBob,Ray,61\n",
		"5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,setosa\n4.7,3.2,1.3,0.2,setosa\n",
		"0,0,0,1\n0,1,1,1\n1,0,0,0\n",
		"\"1,200\",5\n\"1,300\",6\n",
		"10.0.0.1,GET,200\n10.0.0.2,GET,404\n10.0.0.1,POST,200\n",
		"12:30,5\n12:40,6\n12:50,7\n",
		"1000,3\n500,2\n100,1\n20,0\n",
		"AB-12,5\nCD-34,7\nEF-56,9\n",
		"$5,a\n$7,b\n$9,c\n",
		"1,5,3\n1,5\n2,6,7\n",
		"Norway,NO,5.5\nChad,TD,1.25\nPeru,PE,3.75\n",
		"0.5,1,2\n0.25,3,4\n0.75,5,6\n",
		"Oslo,2019,5\nRome,2019,6\nOslo,2020,7\n",
		"1,5;2,25\n3,75;4,5\n5,25;6,0\n",
		"0\n5\n0\n4\n1\n9\n",
		"true\nfalse\ntrue\n",
		"2020-01-01\n2020-01-02\n",
		"-5,3\n7,-2\n1,4\n",
		"1e5,2\n3e5,4\n",
		"00501,NY\n10001,NY\n60601,IL\n",
		"ann@x.org,5\nbob@y.org,6\ncid@z.org,7\n",
		"0f8fad5b-d9cb-469f-a165-70867728950e,1\n7c9e6679-7425-40de-944b-e07fc1f90ae7,2\n",
		"5.5,6.5,7.5\n5.0,6.0,7.0\n4.5,6.25,8.5\n",
		"1,1,1\n1,2,1\n2,1,1\n",
		"April 15; 2023;402\nApril 14; 2023;444\n",
		"Smith,1980-01-01,5\nJones,1975-05-05,7\nBrown,1990-09-09,2\n",
		"A1,120\nB2,95\nC3,210\n",
	},
	// Words, or too little: a header, with a word of doubt.
	"names?": {
		"x,y\n",
		"\"Aruba\",\"AW\",\"AA\"\n\"Bahamas\",\"BS\",\"BF\"\n\"Chad\",\"TD\",\"\"\n",
		"x\ny\nz\n",
		"Oslo,Norway\nRome,Italy\nParis,France\n",
		"apple\npear\nplum\n",
		"ERR,12,13,14\n5,6,7,8\n9,10,11,12\n",
		"",
	},
	"data?": {
		"1999,Ford,E350\n1996,Jeep,Grand\n2000,Chevy,Venture\n",
		"2024-01-01 10:00,INFO,start\n2024-01-01 10:05,WARN,slow\n",
		"x1,12,7\nA5,10,3\nB6,11,8\n",
	},
}

func TestHeaderIsWeighed(t *testing.T) {
	for want, texts := range headerCases {
		for _, text := range texts {
			s := &Source{Name: "x", pipe: strings.NewReader(text)}
			s.Probe(testOptions())
			if s.Empty() {
				continue
			}
			got := "data"
			if s.HasHeader {
				got = "names"
			}
			for _, h := range s.Hints {
				if h.Kind == "header" {
					got += "?"
				}
			}
			if got != want || s.Err != nil {
				best := takeSampleOf(s, text)
				t.Errorf("%s instead of %s: %q %v: %s", got, want, text, s.Err, best)
			}
		}
	}
}

// takeSampleOf returns the sums of the evidence, for messages.
func takeSampleOf(s *Source, text string) string {
	sm := newTable(csvscan.New(testOptions().Dialect(s.Delimiter)), []byte(text), 0, true).sample()
	e := evidence{sample: sm, shift: sm.layout().shift()}
	e.weigh()
	return fmt.Sprintf("%q +%d -%d like %v named %d typed %d: %d", s.Delimiter, e.pro, e.contra, e.like, e.named, e.typed, e.score())
}

// Of a wide file not all is weighed, but enough.
func TestHeadersOfWideFilesAreFound(t *testing.T) {
	for _, columns := range []int{400, 3000, 40_000} {
		var names, first, second strings.Builder
		for i := range columns {
			fmt.Fprintf(&names, "v%d,", i)
			fmt.Fprintf(&first, "%d,", i%7)
			fmt.Fprintf(&second, "%d,", i%5)
		}
		rows := strings.Repeat(first.String()+"1\n"+second.String()+"2\n", 100)
		for text, header := range map[string]bool{names.String() + "v\n" + rows: true, rows: false} {
			s := &Source{Name: "x", pipe: strings.NewReader(text)}
			if s.Probe(testOptions()); s.HasHeader != header || len(s.First) != columns+1 || len(s.Hints) > 0 {
				t.Errorf("%d columns: %v, header %v, %+v", len(s.First), s.Err, s.HasHeader, s.Hints)
			}
		}
	}
}
