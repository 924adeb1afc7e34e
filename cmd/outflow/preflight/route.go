package preflight

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// routes asks the API, as anybody may, for what each must get: the pages' settings, a refusal without a token, and what is nowhere.
func (d *Deployment) routes(ctx context.Context, address string) Result {
	docs := http.StatusOK
	if d.Template.Parameters["Docs"] == "false" {
		docs = http.StatusNotFound
	}
	for _, one := range []struct {
		path string
		want int
	}{{"/config.json", http.StatusOK}, {"/api/wallet", http.StatusUnauthorized}, {"/api/nowhere", http.StatusNotFound}, {"/openapi.json", docs}} {
		status, err := answered(ctx, strings.TrimSuffix(address, "/")+one.path)
		if err != nil {
			return verdict(Fail, fmt.Sprintf("%s does not answer: %s", address, plain(err)), "see that it is the API's, that its name is known, and that nothing keeps this machine out")
		}
		if status != one.want {
			return verdict(Fail, fmt.Sprintf("%s%s answers %d, not %d", address, one.path, status, one.want), "see that it is the API's; 5xx: read the log of the function, which says why it does not start; 429: ask again")
		}
	}
	return fine("%s answers, refuses whoever has no token, and knows what is nowhere", address)
}

func answered(ctx context.Context, address string) (status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0, err
	}
	response, err := plainHTTP.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

// output is one of the stack's; empty where it is not known.
func (s *stack) output(name string) string {
	if s.described == nil {
		return ""
	}
	for _, one := range s.described.Outputs {
		if aws.ToString(one.OutputKey) == name {
			return aws.ToString(one.OutputValue)
		}
	}
	return ""
}

// api asks at the address that API Gateway has given the API.
func (s *stack) api(ctx context.Context) Result {
	address := s.output("ApiUrl")
	if address == "" {
		return verdict(Unknown, "the stack does not say where the API is", "allow yourself cloudformation:DescribeStacks on the stack")
	}
	return s.deployment.routes(ctx, address)
}

// public asks at the address where the gateway reaches us.
func (s *stack) public(ctx context.Context) Result {
	return s.deployment.routes(ctx, s.deployment.API)
}
