package identity

import (
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Development tokens are signed with a secret that everybody can read here. They are accepted only
// where [Config.Development] says so, which is where the table is on loopback.
const (
	// DevelopmentIssuer is the iss of development tokens.
	DevelopmentIssuer   = "outflow-development"
	developmentAudience = "outflow-development"
	developmentSecret   = "outflow development tokens are signed with this public text"
)

// Mint makes a development token for a caller, for life from now. idCard is the whole number, which
// verifying masks; a role or subject that no token may have is an error.
func Mint(caller Caller, idCard string, now time.Time, life time.Duration) (string, error) {
	like := claims{RegisteredClaims: jwt.RegisteredClaims{Subject: caller.Sub}, Role: optional[string]{string(caller.Role)}}
	if _, err := like.caller(); err != nil {
		return "", fmt.Errorf("identity: such a caller cannot have a token: %w", err)
	}
	made := jwt.MapClaims{
		"iss": DevelopmentIssuer, "aud": developmentAudience, "sub": caller.Sub, "role": string(caller.Role),
		"iat": jwt.NewNumericDate(now), "exp": jwt.NewNumericDate(now.Add(life)),
	}
	for name, text := range map[string]string{"name": caller.Name, "phone_number": caller.Phone, "id_card": idCard} {
		if text != "" {
			made[name] = text
		}
	}
	if caller.HasPerms {
		made["perms"] = append(funds.Permissions{}, caller.Permissions...)
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, made).SignedString([]byte(developmentSecret))
}

func developmentKey(*jwt.Token) (any, error) { return []byte(developmentSecret), nil }
