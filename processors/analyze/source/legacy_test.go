package source

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"

	"fanout/internal/charset"
)

// legacyTexts are in languages that have encodings of their own.
var legacyTexts = map[string]string{
	"windows-1252 iso-8859-15 macintosh ibm850":            "id;Prénom;Société\n1;Hélène;Café de l'Église\n2;François;Générale des Eaux\n3;Benoît;Pâtisserie Noël\n",
	"windows-1252 iso-8859-1 macintosh ibm437":             "Nr;Name;Straße\n1;Jürgen Müller;Königstraße 5\n2;Käthe Groß;Am Mühlweg\n3;Björn Weiß;Lübecker Straße\n",
	"windows-1252 iso-8859-9 macintosh iso-8859-14":        "código,descrição\n1,São João\n2,Conceição\n3,Informação às câmaras\n",
	"windows-1252 iso-8859-10 macintosh ibm865":            "nr,ort\n1,Göteborg\n2,Malmö\n3,Västerås\n4,Örebro\n5,Håbo\n",
	"windows-1250 iso-8859-2 ibm852":                       "id;miejscowość;województwo\n1;Łódź;łódzkie\n2;Białystok;podlaskie\n3;Częstochowa;śląskie\n4;Wałbrzych;dolnośląskie\n",
	"windows-1250 iso-8859-2":                              "id;příjmení;město\n1;Dvořák;Plzeň\n2;Černý;Děčín\n3;Růžička;Ústí nad Labem\n4;Řehoř;Třebíč\n",
	"windows-1254":                                         "id,şehir\n1,Şanlıurfa\n2,Eskişehir\n3,Muğla\n4,Iğdır\n",
	"windows-1257":                                         "id,miestas\n1,Šiauliai\n2,Panevėžys\n3,Klaipėda\n4,Kėdainiai\n5,Mažeikiai\n6,Rokiškis į ąžuolą\n",
	"windows-1251 koi8-r ibm866 iso-8859-5 x-mac-cyrillic": "номер;город;улица\n1;Москва;Тверская\n2;Казань;Баумана\n3;Самара;Ленинградская\n",
	"windows-1251 koi8-u":                                  "номер;місто\n1;Київ\n2;Вінниця\n3;Чернівці\n4;Запоріжжя\n",
	"windows-1253 iso-8859-7":                              "α/α;πόλη\n1;Αθήνα\n2;Θεσσαλονίκη\n3;Πάτρα\n4;Ηράκλειο\n",
	"windows-1255":                                         "id,שם,עיר\n1,דוד כהן,ירושלים\n2,שרה לוי,תל אביב\n3,יוסף מזרחי,חיפה\n",
	"windows-1256":                                         "id,الاسم,المدينة\n1,محمد,القاهرة\n2,فاطمة,بغداد\n",
	"windows-874":                                          "id,ชื่อ,เมือง\n1,สมชาย,กรุงเทพ\n2,สุดา,เชียงใหม่\n",
	"shift_jis euc-jp iso-2022-jp":                         "番号,名前,住所\n1,山田太郎,東京都千代田区\n2,佐藤花子,大阪府堺市\n3,タナカ,さいたま市\n",
	"gbk gb18030":                                          "编号,姓名,城市\n1,王小明,北京市\n2,李雷,上海市\n3,张伟,深圳市南山区\n",
	"big5":                                                 "編號,姓名,城市\n1,陳怡君,台北市\n2,林志豪,高雄市\n3,王大明,新竹縣\n",
	"euc-kr":                                               "번호,이름,주소\n1,김철수,서울특별시 강남구\n2,이영희,부산광역시 해운대구\n",
}

// legacyEncoding returns the encoding of x/text with a name.
func legacyEncoding(t testing.TB, name string) encoding.Encoding {
	t.Helper()
	e, err := htmlindex.Get(name)
	if err != nil {
		e, err = ianaindex.IANA.Encoding(name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestLegacyEncodingsAreGuessedByWhatTheTextIs(t *testing.T) {
	for names, text := range legacyTexts {
		for name := range strings.FieldsSeq(names) {
			data := encode(t, legacyEncoding(t, name), text)
			d, err := detect([]byte(data), true, charset.Auto)
			if err != nil || len(d.hints) != 1 || d.hints[0].Kind != "encoding" {
				t.Errorf("%s: %+v, %v", name, d, err)
				continue
			}
			if got, _ := charset.Decode([]byte(data), d.encoding); string(got) != text {
				t.Errorf("%s as %s: %s", name, d.encoding, got)
			}
		}
	}
}

func TestLegacyTextThatTellsNothingIsWindows1252(t *testing.T) {
	for _, text := range []string{"v\n\xa35\n\xa36\n", "a,b\n1\xa0234,5\n", "n\n\xff\n", "caf\xe9", "5 \x80", "\x93quoted\x94 text", "it\x92s", "the dogs\x92 don\x92t", "5 m\xb2", "1 \x96 2", "and so on\x85", "20\xb0C", "\xa9 2024"} {
		if d, err := detect([]byte(text), true, charset.Auto); d.encoding != charset.Windows1252 || err != nil {
			t.Errorf("%q: %s, %v", text, d.encoding, err)
		}
	}
}

func BenchmarkDetect(b *testing.B) {
	for name, line := range map[string]string{"ascii": "some text,12345\n", "russian": "\xcc\xee\xf1\xea\xe2\xe0,12345\n", "utf-16": "a\x00,\x00\n\x00"} {
		head := []byte(strings.Repeat(line, HeadSize/len(line)))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := detect(head, false, charset.Auto); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Signs of currency are letters in other encodings: a price is no word.
func TestPricesTellTheEncoding(t *testing.T) {
	for encoding, sign := range map[charset.Encoding]string{charset.Windows1252: "\x80", "iso-8859-15": "\xa4", "ibm850": "\x9c"} {
		for _, form := range []string{"%s%d,1\n", "%[2]d %[1]s,1\n", "-%s%d,1\n"} {
			text := "price,n\n"
			for i := range 40 {
				text += fmt.Sprintf(form, sign, 7*i)
			}
			if got := guessLegacy([]byte(text)); got != encoding {
				t.Errorf("%q: %s, want %s", text[:20], got, encoding)
			}
		}
	}
}
