package deploy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNoRequestGoesOverBeforeNewVersionsHaveCheckedThemselves: every alias that requests come by waits for the hook, and the hook
// checks the very version that each of them is moved to, by a name that CodeDeploy's own role may invoke.
func TestNoRequestGoesOverBeforeNewVersionsHaveCheckedThemselves(t *testing.T) {
	t.Parallel()
	whole := expand(t)
	waits := map[string]any{"Fn::If": []any{"ChecksFirst", map[string]any{"Ref": hook}, map[string]any{"Ref": "AWS::NoValue"}}}
	var moved []string
	for id, one := range whole.of("AWS::Lambda::Alias") {
		if id == hook+alias {
			if one.UpdatePolicy != nil {
				t.Error("the hook waits for itself")
			}
			continue
		}
		update, _ := one.UpdatePolicy["CodeDeployLambdaAliasUpdate"].(map[string]any)
		if diff := cmp.Diff(waits, update["BeforeAllowTrafficHook"]); diff != "" {
			t.Errorf("%s waits for something else (-want +got):\n%s", id, diff)
		}
		version, _ := one.Properties["FunctionVersion"].(map[string]any)
		of, _ := version["Fn::GetAtt"].([]any)
		if len(of) != 2 || of[1] != "Version" {
			t.Fatalf("%s is moved to %v", id, version)
		}
		moved = append(moved, "${"+strings.TrimSuffix(id, alias)+"}:${"+of[0].(string)+".Version}") //nolint:forcetypeassert // a panic fails the test too
	}
	properties := whole.Resources[hook].Properties
	variables := properties["Environment"].(map[string]any)["Variables"].(map[string]any)         //nolint:forcetypeassert // the same
	checked := strings.Fields(variables["OUTFLOW_VERSIONS"].(map[string]any)["Fn::Sub"].(string)) //nolint:forcetypeassert // the same
	slices.Sort(moved)
	slices.Sort(checked)
	if diff := cmp.Diff(moved, checked); diff != "" {
		t.Errorf("versions that aliases are moved to (-) and that are checked (+):\n%s", diff)
	}
	name, _ := properties["FunctionName"].(map[string]any)
	if text, _ := name["Fn::Sub"].(string); !strings.HasPrefix(text, "CodeDeployHook_") {
		t.Errorf("CodeDeploy may not invoke %v", name)
	}
	if role := whole.Resources["CodeDeployServiceRole"]; role.Type != "AWS::IAM::Role" {
		t.Error("CodeDeploy's role is not SAM's, whose managed policy lets it invoke CodeDeployHook_*")
	}
}
