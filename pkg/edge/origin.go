package edge

import "github.com/outflow-pay/outflow/pkg/funds"

// Origin is what a creating request says of its device: from the body's device object, or the
// X-Device-* headers where that lacks a field (batch-audit's fields), and the source IP of the event.
func (r *Request) Origin(body *Object) funds.Origin {
	device := body.Child("device")
	field := func(name, header string) string {
		if text := device.Text(name); text != "" {
			return text
		}
		return clipped(r.HTTP.Header.Get(header))
	}
	origin := funds.Origin{
		IP:         r.Source.IP,
		DeviceID:   field("deviceID", "X-Device-Id"),
		Platform:   field("platform", "X-Device-Platform"),
		Model:      field("deviceModel", "X-Device-Model"),
		Brand:      field("deviceBrand", "X-Device-Brand"),
		OSVersion:  field("osVersion", "X-Device-Os-Version"),
		AppVersion: field("appVersion", "X-Device-App-Version"),
	}
	if device.err != nil {
		body.Fail(device.err)
	}
	return origin
}

// ReasonNoObject says that a field is no object.
const ReasonNoObject funds.Reason = "field_no_object"

// Child reads an optional object; one without fields where it is missing or null.
func (o *Object) Child(name string) *Object {
	if !o.Given(name) {
		return &Object{}
	}
	fields, err := decodeObject(o.fields[name])
	if err != nil {
		o.Fail(funds.Invalid(name, ReasonNoObject))
		return &Object{}
	}
	return &Object{fields: fields}
}
