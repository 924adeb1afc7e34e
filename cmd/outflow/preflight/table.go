package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const noTable = "ResourceNotFoundException"

// table compares the table's keys and indexes with the template's. What differs there is another table to CloudFormation, or
// an index that is built for hours.
func (d *Deployment) table(ctx context.Context) Result {
	found, err := d.describe(ctx)
	switch {
	case codeOf(err) == noTable && d.Stack != "":
		return fine("there is none yet: the deployment makes it")
	case codeOf(err) == noTable:
		return verdict(Fail, fmt.Sprintf("there is no table %s", d.Settings.Table), "go run ./cmd/outflow table create")
	case err != nil:
		return unasked(err, "dynamodb:DescribeTable on the table")
	}
	want := d.Template.Table.CreateInput()
	var differs, missing []string
	if keys(want.KeySchema) != keys(found.KeySchema) {
		differs = append(differs, fmt.Sprintf("its keys are %s, not %s", keys(found.KeySchema), keys(want.KeySchema)))
	}
	there := indexesOf(found)
	for name, index := range wanted(want) {
		if is, has := there[name]; !has {
			missing = append(missing, "it has no index "+name)
		} else if is != index {
			differs = append(differs, fmt.Sprintf("its index %s is %s, not %s", name, is, index))
		}
	}
	if len(differs) == 0 && len(missing) == 1 && d.Stack != "" {
		return verdict(Warn, missing[0], "the deployment builds it, which takes as long as the table is large; what reads it fails meanwhile")
	}
	if differs = append(differs, missing...); len(differs) > 0 {
		slices.Sort(differs)
		return verdict(Fail, strings.Join(differs, "; "),
			"see that TableName names Outflow's table, and that the template is of this version; a new index is built by CloudFormation, of two new ones only one at a time")
	}
	if found.TableStatus != types.TableStatusActive {
		return verdict(Warn, fmt.Sprintf("it is %s", found.TableStatus), "wait until it is ACTIVE")
	}
	return fine("%s has the template's keys and %d indexes", d.Settings.Table, len(there))
}

func (d *Deployment) describe(ctx context.Context) (*types.TableDescription, error) {
	described, err := d.DynamoDB.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &d.Settings.Table})
	if err != nil {
		return nil, err
	}
	return described.Table, nil
}

// keys are a key schema in one spelling.
func keys(schema []types.KeySchemaElement) string {
	var names []string
	for _, one := range schema {
		names = append(names, aws.ToString(one.AttributeName))
	}
	return strings.Join(names, "+")
}

// form is an index in one spelling: by what it is sorted, and what it holds.
func form(schema []types.KeySchemaElement, projection *types.Projection) string {
	if projection == nil {
		return keys(schema)
	}
	attributes := slices.Sorted(slices.Values(projection.NonKeyAttributes))
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", keys(schema), projection.ProjectionType, strings.Join(attributes, ",")))
}

func wanted(input *dynamodb.CreateTableInput) map[string]string {
	found := map[string]string{}
	for _, index := range input.LocalSecondaryIndexes {
		found[aws.ToString(index.IndexName)] = form(index.KeySchema, index.Projection)
	}
	for _, index := range input.GlobalSecondaryIndexes {
		found[aws.ToString(index.IndexName)] = form(index.KeySchema, index.Projection)
	}
	return found
}

func indexesOf(described *types.TableDescription) map[string]string {
	found := map[string]string{}
	for _, index := range described.LocalSecondaryIndexes {
		found[aws.ToString(index.IndexName)] = form(index.KeySchema, index.Projection)
	}
	for _, index := range described.GlobalSecondaryIndexes {
		found[aws.ToString(index.IndexName)] = form(index.KeySchema, index.Projection)
	}
	return found
}

// kept says whether the table is as safe as the template makes it: somebody may have changed it since, by hand.
func (d *Deployment) kept(ctx context.Context) Result {
	found, err := d.describe(ctx)
	if err != nil {
		return unasked(err, "dynamodb:DescribeTable on the table")
	}
	backups, err := d.DynamoDB.DescribeContinuousBackups(ctx, &dynamodb.DescribeContinuousBackupsInput{TableName: &d.Settings.Table})
	if err != nil {
		return unasked(err, "dynamodb:DescribeContinuousBackups on the table")
	}
	recovery := backups.ContinuousBackupsDescription != nil && backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription != nil &&
		backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus == types.PointInTimeRecoveryStatusEnabled
	var missing []string
	for _, one := range []struct {
		what  string
		holds bool
	}{
		{"point-in-time recovery", recovery},
		{"protection against deletion", aws.ToBool(found.DeletionProtectionEnabled)},
		{"encryption by a key of KMS", found.SSEDescription != nil && found.SSEDescription.Status == types.SSEStatusEnabled},
	} {
		if !one.holds {
			missing = append(missing, one.what)
		}
	}
	if len(missing) > 0 {
		return verdict(Fail, "it is without "+strings.Join(missing, ", "), "find out who has changed it, and put it back: CloudFormation only writes what differs from its last template")
	}
	return fine("it has point-in-time recovery, protection against deletion, and encryption")
}

// expiry says whether items expire by the template's attribute.
func (d *Deployment) expiry(ctx context.Context) Result {
	found, err := d.DynamoDB.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &d.Settings.Table})
	if err != nil {
		return unasked(err, "dynamodb:DescribeTimeToLive on the table")
	}
	is := found.TimeToLiveDescription
	want := d.Template.Table.TTLAttribute
	switch {
	case is == nil || aws.ToString(is.AttributeName) != want,
		is.TimeToLiveStatus != types.TimeToLiveStatusEnabled && is.TimeToLiveStatus != types.TimeToLiveStatusEnabling:
		return verdict(Fail, "items do not expire by "+want+": claims and stray callbacks stay for ever", "find out who has changed it, and switch it on again")
	}
	return fine("items expire by %s", want)
}

// stream says whether what changes can be heard of, as the counters need it.
func (d *Deployment) stream(ctx context.Context) Result {
	found, err := d.describe(ctx)
	if err != nil {
		return unasked(err, "dynamodb:DescribeTable on the table")
	}
	want := d.Template.Table.CreateInput().StreamSpecification
	is := found.StreamSpecification
	switch {
	case is == nil || !aws.ToBool(is.StreamEnabled):
		return verdict(Fail, "the table has no stream: nothing is counted", "switch it on again, deploy, and outflow recount")
	case want != nil && is.StreamViewType != want.StreamViewType:
		return verdict(Fail, fmt.Sprintf("the table's stream shows %s, and counters need %s", is.StreamViewType, want.StreamViewType), "find out who has changed it; then outflow recount")
	}
	return fine("the table has its stream, of %s", is.StreamViewType)
}
