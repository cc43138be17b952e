package source

import "fanout/internal/charset"

// An alphabet is what text of a language, or of several that are written alike,
// has besides ASCII, and the encodings that such text is found in, the
// likeliest first.
type alphabet struct {
	encodings []charset.Encoding
	letters   string // small ones, and those without a case
	rare      string // others
	script    bool   // not Latin: words have no letters of ASCII
}

var (
	western   = []charset.Encoding{charset.Windows1252, "macintosh", "ibm850", "iso-8859-15"}
	central   = []charset.Encoding{"windows-1250", "iso-8859-2", "ibm852"}
	baltic    = []charset.Encoding{"windows-1257"}
	cyrillic  = []charset.Encoding{"windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic"}
	ukrainian = []charset.Encoding{"windows-1251", "koi8-u"}
)

// alphabets are those of single-byte encodings. The order decides where all is
// equal: where text is the same in several, the first is as good.
var alphabets = []alphabet{
	{western, "éèêëàâçîïôùûüœæ", "", false},                     // French
	{western, "äöüß", "", false},                                // German
	{western, "áéíóúñü", "", false},                             // Spanish
	{western, "ãçáéíóúâêôàü", "õ", false},                       // Portuguese
	{western, "àèéìòù", "", false},                              // Italian
	{western, "åäöéü", "", false},                               // Swedish, Finnish
	{western, "æøåéöäü", "", false},                             // Danish, Norwegian
	{[]charset.Encoding{"windows-1254"}, "çğıöşüâî", "", false}, // Turkish
	{western, "áðéíóúýþæö", "", false},                          // Icelandic
	{western, "ëïéèöüê", "", false},                             // Dutch
	{western, "õäöüšž", "", false},                              // Estonian
	{western, "àçèéíïòóúü", "", false},                          // Catalan
	{central, "áčďéěíňóřšťúůýž", "ľĺŕäô", false},                // Czech, Slovak
	{central, "ąćęłńóśźż", "", false},                           // Polish
	{central, "áéíóöőúüű", "", false},                           // Hungarian
	{central, "čćđšž", "", false},                               // Croatian, Slovene
	{central, "ăâîşţ", "", false},                               // Romanian
	{baltic, "ąčęėįšųūž", "", false},                            // Lithuanian
	{baltic, "āčēģīķļņšūž", "", false},                          // Latvian
	{baltic, "õäöüšž", "", false},                               // Estonian
	{cyrillic, "оеаинтсрвлкмдпуяыьгзбч", "йхжшюцщэфъё", true},
	{ukrainian, "оаинітсрвекмдлпуязьгбч", "хйїцжшюєщфґў", true},
	{[]charset.Encoding{"windows-1253", "iso-8859-7"}, "αοιετσνηυρπκμλςάίόέήγδω", "βζθξφχψύώϊϋΐΰ", true},
	{[]charset.Encoding{"windows-1255"}, "יוהלאתרבמשנםדחקכ", "גזטךןסעפףצץ", true},
	{[]charset.Encoding{"windows-1256", "iso-8859-6"}, "اليمنورتبهةدعسفقأكحج", "شصطىخإغذضثئزءؤظآپچژگ", true},
	{[]charset.Encoding{"windows-874"}, "กขคฆงจฉชซญฎฏฐณดตถทธนบปผพฟภมยรลวศษสหอฮะัาำิีึืุูเแโใไ็่้๊๋์ๆ", "", true},
}

// A script is that of an encoding with characters of two bytes, and characters
// that any text in it has some of: the most frequent, and those of names,
// places and the words above columns.
type script struct {
	encoding charset.Encoding
	common   string
}

var scripts = []script{
	{"shift_jis", japaneseCommon},
	{"euc-jp", japaneseCommon},
	{charset.GB18030, "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运省县镇村号街姓性别男女日期金额数量价格电话地址编号类型城龄产品有限责任李刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙雷段钱汤尹黎易常武乔贺赖龚文京沪津渝深圳广州杭汉西宁苏浙福建河湖"},
	{"big5", "的一是不我有大在人了中到資要可以這個你會好為上來學交也用能如文時沒說他看那問題生過下請天們所多麼小想得之還電出工對都機自後子而訊站去心只家知國台很信成章何同道地發法無然但嗎當於本現年前真最和新因果定意情點其事方清科樣些吧三此位理行作經者什謝名日正華話開實再城愛與二動比面高又車力或種像應女分教手打已次長太明己路起相主關間呢覺該十外友才民系進使她著各少全兩回加將感第性球式把被公安臺北市區縣鄉鎮街號股份有限司姓別男期金額數量價格編產品齡陳林黃張李王吳劉蔡楊許鄭郭洪曾邱廖賴周葉蘇莊江呂何蕭羅高潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯翁魏孫戴范宋方雄南竹基隆嘉義雅婷淑芬俊傑豪怡君志"},
	{"euc-kr", "이가는을의에서도로하고다지기사시인대한국부산구동길번호름주소전화금액날짜수량격김박최정강조윤장임오신권황안송류홍울광경제해세원남북천성포공전자회식품나여은민영희철준현우진아라리마일월년분류입니그저것들있습없어와과를만게면보내상명학교생물문제용관리등록제합계총비고단위항목코드처지역별도특시군읍면동"},
}

const japaneseCommon = "のにはをたがでてとしれさあいうえおかきくけこすせそちつなねぬひふへほまみむめもやゆよらりるろわんっゃゅょだじどばびぶべぼぱぴぷぺぽざずぜぞがぎぐげご" +
	"アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンガギグゲゴザジズゼゾダデドバビブベボパピプペポャュョッィェァー" +
	"日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成期公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反元重近千考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島直両朝革価式確村提運終挙果西勢減台広容必応演電歳住争談能無再位置企真流格有疑口過局少放税検藤町常校料沢裁状工建語球営空職証土与急止送援供可役構木割聞身費付施切由説転食比難防補車優夫研収断井何南石足違消境神番規術護展態導鮮備宅害配副算視条幹独警宮究育席輸訪楽起万着乗店述残想線率病農州武声質念待試族象銀域助労例衛然早張映限親額監環験追審商葉義伝働形景落欧担好退準賀訴辺造英被株頭技低毎医復仕去姿味負閣韓渡失移差衆個門写評課末守若脳極種美岡影命含福蔵量望松非撃佐核観察整段横融型白深字答夜製票況音申様財港識注呼渉達札幌浜屋齢渡伊鈴橋"
