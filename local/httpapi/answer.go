package httpapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
)

var errMalformed = errors.New("malformed answer")

// answer writes what a function returned. A JSON object with a statusCode is a whole response;
// anything else, JSON or not, is the body of a 200. The error is errMalformed, before anything of the
// response is written.
func answer(w http.ResponseWriter, payload []byte) error {
	var probe struct {
		StatusCode json.RawMessage `json:"statusCode"`
	}
	if isResponse := json.Unmarshal(payload, &probe) == nil && probe.StatusCode != nil; !isResponse {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(payload)
		return nil
	}
	var response events.APIGatewayV2HTTPResponse
	if err := json.NewDecoder(bytes.NewReader(payload)).Decode(&response); err != nil {
		return fmt.Errorf("%w: %w", errMalformed, err)
	}
	if response.StatusCode < 200 || response.StatusCode > 599 {
		return fmt.Errorf("%w: status %d", errMalformed, response.StatusCode)
	}
	body := []byte(response.Body)
	if response.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(response.Body); err != nil {
			return fmt.Errorf("%w: %w", errMalformed, err)
		}
	}
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	for name, value := range response.Headers {
		header.Set(name, value)
	}
	for _, cookie := range response.Cookies {
		header.Add("Set-Cookie", cookie)
	}
	header.Del("Content-Length") // it is the body's, whatever the function says
	w.WriteHeader(response.StatusCode)
	// A client that has gone away is no concern of ours.
	_, _ = w.Write(body)
	return nil
}
