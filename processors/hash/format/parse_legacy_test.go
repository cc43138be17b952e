package format

import "testing"

func TestHashesOfCryptAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"$5$rounds=1000$Kq3nX8dB$sIStHJmWGpxmYbmFN34VMJGwZ0sOE1lpYSx7SGPCyf9":            "sha256crypt 1,000",
		"$sha256-crypt$rounds=1000$Kq3nX8dB$sIStHJmWGpxmYbmFN34VMJGwZ0sOE1lpYSx7SGPCyf9": "sha256crypt 1,000",
		"{CRYPT}$5$mJx0pQd7LwT2sVbE$bvurrrQTWGEhDLzaaukWR9ZKpjta3QRMwZElvDN9Jd5":         "sha256crypt 5,000",
		"$y$j6T$Kq3nX8dB$8sghll87M2fWYTerBkgmpI4jUTAg4ZdQ0..gHykhb33":                    "yescrypt n 512, r 32",
		"$7$46....0....Kq$VInoZRHBkXdLbFIZAwqW5OZOQ.nA/1toJRKmk9DBEI5":                   "scrypt n 64, r 8, p 2",
		"$1$mJx0pQd7$Y2dqdxBLq1DvMSoB5vRIf1":                                             "md5crypt",
		"$apr1$mJx0pQd7$Oteg9E08BziwcttXfBrjv.":                                          "apr1",
		"$H$5mJx0pQd7LpD4WB4crQQKJGQ8yB3QT.":                                             "phpass cost 7",
		"$S$6Kq3nX8dBm7Y1emPkVjlF3kjjEcLzqo7igLDhDlMQw/zh2GTf.zf":                        "drupal7 cost 8",
		"{SSHA}2K/ybCSotORfB5FAIkmMDb+63wCPHQxa":                                         "ssha",
		"{SHA}sOZ77B10zQvYHVhSuSaHhJyEv18=":                                              "sha1",
	} {
		e, err := Parse(text)
		if err != nil || e.Err != nil || e.Params.String() != want {
			t.Errorf("%s: %v, %v, %v, want %s", text, e.Params, e.Err, err, want)
		}
	}
	// Other flavours and costs than go into memory are known, but not checked.
	for _, text := range []string{
		"$y$.9T$Kq3nX8dB$8sghll87M2fWYTerBkgmpI4jUTAg4ZdQ0..gHykhb33",
		"$y$j9T/.$Kq3nX8dB$8sghll87M2fWYTerBkgmpI4jUTAg4ZdQ0..gHykhb33",
		"$5$rounds=999$Kq3nX8dB$sIStHJmWGpxmYbmFN34VMJGwZ0sOE1lpYSx7SGPCyf9",
		"$7$C...../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D",
	} {
		if e, err := Parse(text); err != nil || e.Err == nil {
			t.Errorf("%s: %v, %v", text, e.Params, err)
		}
	}
}
