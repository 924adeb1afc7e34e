"""Prints a template as CloudFormation gets it: SAM's resources expanded, offline, by the pinned translator.

    tools/sam expand template.yaml [Name=Value ...]

The parameters are what the transform is told of them; what it is not told has its default. Code is somewhere in S3.
"""

import json
import sys

from boto3.session import Session
from samcli.yamlhelper import yaml_parse
from samtranslator.parser import parser
from samtranslator.translator.translator import Translator

CODE = "s3://bucket/key"


def expand(path, parameters):
    with open(path, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = CODE
    # CloudFormation itself says the default of what nobody chose.
    given = {name: one["Default"] for name, one in template.get("Parameters", {}).items() if "Default" in one}
    given.update(parameters)
    translator = Translator(managed_policy_map=None, sam_parser=parser.Parser(), boto_session=Session(region_name="us-east-1"))
    return translator.translate(
        sam_template=template,
        parameter_values=given,
        get_managed_policy_map=lambda: {},
    )


def main(arguments):
    parameters = dict(argument.split("=", 1) for argument in arguments[1:])
    json.dump(expand(arguments[0], parameters), sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])
