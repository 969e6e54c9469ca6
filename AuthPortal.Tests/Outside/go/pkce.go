// PKCE as x/oauth2 has it since 0.13; Debian's is older.
package oauth2

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
)

type challenge string

func (verifier challenge) setValue(values url.Values) {
	hash := sha256.Sum256([]byte(verifier))
	values.Set("code_challenge", base64.RawURLEncoding.EncodeToString(hash[:]))
	values.Set("code_challenge_method", "S256")
}

func GenerateVerifier() string {
	bytes := make([]byte, 32)
	if _, err := rand.Read(bytes); err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(bytes)
}

func S256ChallengeOption(verifier string) AuthCodeOption { return challenge(verifier) }

func VerifierOption(verifier string) AuthCodeOption { return SetAuthURLParam("code_verifier", verifier) }
