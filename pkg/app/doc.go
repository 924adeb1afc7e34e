// Package app puts the parts together for one Lambda function: it reads the configuration, opens the
// table, the gateway and the token verifier, and serves the function's routes, or its schedule, to
// Lambda. Nothing that can wait for the first request is done before it.
//
// app may import every package of the module below it, the AWS SDK and the bridge to Lambda; functions
// import app.
package app
