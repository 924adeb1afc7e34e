// Package itemsize says how large an item is for DynamoDB, which charges by it.
//
// It imports the AWS SDK's types alone.
package itemsize

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	containerBytes = 3 // of a list or map, whatever it holds
	elementBytes   = 1 // of each of its elements, beside the element itself
)

// Bytes is an item's size by the rules of the DynamoDB developer guide, "Item sizes and formats". A type that is not known is an
// error: it would count as nothing.
func Bytes(item map[string]types.AttributeValue) (int, error) {
	var s scale
	s.fields(item)
	return s.bytes, s.err
}

// scale adds up what it is given.
type scale struct {
	bytes int
	err   error
}

func (s *scale) fields(item map[string]types.AttributeValue) {
	for name, value := range item {
		s.bytes += len(name)
		s.value(value)
	}
}

func (s *scale) value(value types.AttributeValue) {
	switch v := value.(type) {
	case *types.AttributeValueMemberBOOL, *types.AttributeValueMemberNULL:
		s.bytes++
	case *types.AttributeValueMemberS:
		s.bytes += len(v.Value)
	case *types.AttributeValueMemberN:
		s.bytes += numberBytes(v.Value)
	case *types.AttributeValueMemberB:
		s.bytes += len(v.Value)
	case *types.AttributeValueMemberSS:
		for _, text := range v.Value {
			s.bytes += len(text)
		}
	case *types.AttributeValueMemberNS:
		for _, number := range v.Value {
			s.bytes += numberBytes(number)
		}
	case *types.AttributeValueMemberBS:
		for _, bytes := range v.Value {
			s.bytes += len(bytes)
		}
	case *types.AttributeValueMemberL:
		s.bytes += containerBytes + elementBytes*len(v.Value)
		for _, one := range v.Value {
			s.value(one)
		}
	case *types.AttributeValueMemberM:
		s.bytes += containerBytes + elementBytes*len(v.Value)
		s.fields(v.Value)
	default:
		s.err = fmt.Errorf("the size of a %T is not known", value)
	}
}

// numberBytes is one byte for two significant digits, and one more; a sign takes one too.
func numberBytes(literal string) int {
	digits := strings.TrimPrefix(literal, "-")
	size := (len(strings.Trim(digits, "0"))+1)/2 + 1
	if digits != literal {
		size++
	}
	return size
}
