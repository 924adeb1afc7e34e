package httpapi

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/outflow-pay/outflow/local/lambda"
)

// newEvent makes the payload format 2.0 event of a request:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// What that page leaves open follows what live HTTP APIs were seen to do: rawPath is decoded although
// its name says otherwise, rawQueryString is not, and bodies of all but a few types are base64.
func newEvent(r *http.Request, body []byte, found route, parameters map[string]string, requestID string, now time.Time) events.APIGatewayV2HTTPRequest {
	sourceIP, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		sourceIP = r.RemoteAddr
	}
	routeKey := found.Method + " " + found.Path
	domain := (&url.URL{Host: r.Host}).Hostname()
	prefix, _, _ := strings.Cut(domain, ".")
	event := events.APIGatewayV2HTTPRequest{
		Version:               "2.0",
		RouteKey:              routeKey,
		RawPath:               r.URL.Path,
		RawQueryString:        r.URL.RawQuery,
		Cookies:               cookies(r),
		Headers:               headers(r, len(body), sourceIP),
		QueryStringParameters: query(r.URL.RawQuery),
		PathParameters:        parameters,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey:     routeKey,
			AccountID:    lambda.Account,
			Stage:        "$default",
			RequestID:    requestID,
			APIID:        "local",
			DomainName:   domain,
			DomainPrefix: prefix,
			Time:         now.UTC().Format("02/Jan/2006:15:04:05 -0700"),
			TimeEpoch:    now.UnixMilli(),
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method:    r.Method,
				Path:      r.URL.Path,
				Protocol:  r.Proto,
				SourceIP:  sourceIP,
				UserAgent: r.UserAgent(),
			},
		},
	}
	if len(body) == 0 {
		return event
	}
	if isText(r.Header.Get("Content-Type")) {
		event.Body = string(body)
	} else {
		event.Body, event.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return event
}

// headers are lower case, repeated ones joined with commas, cookies apart; the gateway's own added.
func headers(r *http.Request, bodyBytes int, sourceIP string) map[string]string {
	joined := make(map[string]string, len(r.Header)+5)
	for name, values := range r.Header {
		joined[strings.ToLower(name)] = strings.Join(values, ",")
	}
	delete(joined, "cookie")
	delete(joined, "connection") // of this connection, not of the request
	joined["host"] = r.Host
	joined["content-length"] = strconv.Itoa(bodyBytes)
	if earlier := joined["x-forwarded-for"]; earlier != "" {
		sourceIP = earlier + ", " + sourceIP
	}
	joined["x-forwarded-for"] = sourceIP
	joined["x-forwarded-proto"] = "http"
	joined["x-forwarded-port"] = cmp.Or((&url.URL{Host: r.Host}).Port(), "80")
	return joined
}

// cookies are each cookie of the request, as sent.
func cookies(r *http.Request) []string {
	var list []string
	for _, line := range r.Header.Values("Cookie") {
		for _, cookie := range strings.Split(line, ";") {
			if cookie = strings.TrimSpace(cookie); cookie != "" {
				list = append(list, cookie)
			}
		}
	}
	return list
}

// query are the decoded parameters, repeated ones joined with commas.
func query(raw string) map[string]string {
	// What cannot be decoded is left out; the raw query has it.
	values, _ := url.ParseQuery(raw)
	joined := make(map[string]string, len(values))
	for name, list := range values {
		joined[name] = strings.Join(list, ",")
	}
	return joined
}

// isText says whether a body of this content type is passed as a string. Forms, and bodies without a
// type, are not.
func isText(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch mediaType {
	case "application/json", "application/xml", "application/javascript":
		return true
	}
	return strings.HasPrefix(mediaType, "text/")
}

// newRequestID has the form of an HTTP API's: 15 characters and an equals sign.
func newRequestID() string { return rand.Text()[:15] + "=" }
