// Command plainhash is the loop that anyone would write first: a line, a salt,
// the library's function, a JSON line. fanout is measured against it on one
// worker; see bench/README.md.
//
//	plainhash ALGORITHM COST FILE > OUT
//
// COST is the number of iterations or rounds, bcrypt's cost, scrypt's n or
// argon2id's KiB; the rest is what fanout takes by default.
package main

import (
	"bufio"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"log"
	"os"
	"strconv"

	"github.com/go-crypt/x/crypt"
	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/scrypt"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: plainhash ALGORITHM COST FILE > OUT")
	}
	cost, err := strconv.Atoi(os.Args[2])
	check(err)
	f, err := os.Open(os.Args[3])
	check(err)
	out := bufio.NewWriter(os.Stdout)
	enc := json.NewEncoder(out)
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		salt := make([]byte, 16)
		_, err := rand.Read(salt)
		check(err)
		check(enc.Encode(map[string]any{
			"line": n, "algorithm": os.Args[1], "cost": cost, "salt": hex.EncodeToString(salt),
			"hash": hex.EncodeToString(key(os.Args[1], cost, lines.Bytes(), salt)),
		}))
	}
	check(lines.Err())
	check(out.Flush())
}

func key(algorithm string, cost int, password, salt []byte) (key []byte) {
	var err error
	switch algorithm {
	case "pbkdf2-sha512":
		key, err = pbkdf2.Key(sha512.New, string(password), salt, cost, 64)
	case "pbkdf2-sha256":
		key, err = pbkdf2.Key(sha256.New, string(password), salt, cost, 32)
	case "argon2id":
		key = argon2.IDKey(password, salt, 2, uint32(cost), 1, 32)
	case "bcrypt":
		key, err = bcrypt.GenerateFromPassword(password, cost)
	case "sha512crypt":
		key = crypt.KeySHACrypt(sha512.New, password, salt, cost)
	case "scrypt":
		key, err = scrypt.Key(password, salt, cost, 8, 1, 32)
	default:
		log.Fatalf("%q is no algorithm", algorithm)
	}
	check(err)
	return key
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
