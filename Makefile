# Everything that a developer or CI runs. `make help` lists it.
#
# Binaries are built by the flags that are deployed: no RPC mode of the Lambda library, no build
# paths, no symbols, no C library.

go_build := CGO_ENABLED=0 go build -buildvcs=false -trimpath -tags lambda.norpc -ldflags "-s -w"

# The architecture of template.yaml's functions; a test in deploy/ compares the two.
lambda_arch := arm64

.PHONY: help
help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST)

.PHONY: run
run: build ## start everything on this machine and show one withdrawal's life
	@exec .build/local

# What api/ embeds: its document as JSON, and Swagger UI.
docs := $(addprefix api/built/,openapi.json start.js.gz swagger-ui-bundle.js.gz swagger-ui-licenses.txt.gz)

.PHONY: docs
docs: $(docs) ## make what /openapi.json and /docs serve

api/built/openapi.json: api/openapi.yaml cmd/openapi/main.go
	@go run ./cmd/openapi >$@.new && mv $@.new $@

api/built/start.js.gz: api/start.js
	@gzip -9nc $< >$@.new && mv $@.new $@

api/built/swagger-ui-bundle.js.gz: tools/npm/swagger-ui/package-lock.json
	@from=$$(tools/swagger-ui) && for file in swagger-ui.css swagger-ui-bundle.js; do \
		gzip -9nc $$from/$$file >api/built/$$file.gz.new && mv api/built/$$file.gz.new api/built/$$file.gz || exit 1; \
	done

api/built/swagger-ui-licenses.txt.gz: tools/npm/swagger-ui/package-lock.json
	@from=$$(tools/swagger-ui) && for file in NOTICE LICENSE swagger-ui-bundle.js.LICENSE.txt; do \
		cat $$from/$$file && echo || exit 1; \
	done | gzip -9nc >$@.new && mv $@.new $@

# What functions/console embeds: the pages of web/.
pages := functions/console/built/index.html
page_sources := $(shell find web/src web/build -type f ! -name generated.ts ! -name sentences.json) $(wildcard web/*.json web/*.ts web/*.html pkg/words/*.go)

.PHONY: pages
pages: $(pages) ## build the pages for users and admins

$(pages): $(page_sources) tools/web api/openapi.yaml
	@tools/web build

# The test of cmd/notices says when it is out of date.
.PHONY: notices
notices: $(docs) $(pages) ## write THIRD_PARTY_NOTICES.txt: whose work is in the binaries and the pages, and its licences
	@go run ./cmd/notices >THIRD_PARTY_NOTICES.txt.new && mv THIRD_PARTY_NOTICES.txt.new THIRD_PARTY_NOTICES.txt

# One `go build` for all functions is far quicker than one for each. Lambda wants the name
# bootstrap, so each binary is linked under it. What it was made of is written down at the end, by which tests
# tell binaries that are older than a change.
.PHONY: build
build: $(docs) $(pages) ## build the functions and programs for this machine into .build/
	@mkdir -p .build/bin && rm -f .build/sources && go run ./cmd/sources >.build/sources.new
	@ln -sfn "$$(tools/versitygw)" .build/versitygw
	@$(go_build) -o .build/bin/ ./functions/...
	@$(go_build) -o .build/ ./cmd/local ./cmd/sandbox ./cmd/outflow
	@for function in functions/*/; do \
		name=$$(basename $$function); \
		mkdir -p .build/functions/$$name && \
		ln -f .build/bin/$$name .build/functions/$$name/bootstrap || exit 1; \
	done
	@mv .build/sources.new .build/sources

# One package at a time: the end-to-end tests stop and kill processes by the clock, and two cores are few.
# The tests among 100,000 withdrawals come without the race detector, under which they take twice as long to say
# nothing more: what they test are the binaries that are deployed.
crowd := ^TestACrowd

.PHONY: test
test: tools build lint sizes ## check and test everything (sam validate and sam build included)
	tools/web test
	go test -race -count=1 -timeout 20m -p 1 -skip '$(crowd)' ./...
	go test -count=1 -timeout 20m -run '$(crowd)' ./e2e
	tools/web browser

# Commits of before this day have longer subjects.
subjects_since := 2026-11-26

.PHONY: lint
lint: ## check formatting, commit subjects, vet, and lint
	@! git log --no-merges --since=$(subjects_since) --format=%s 2>/dev/null | grep -E '^.{73}' || { echo 'a commit subject has at most 72 characters' >&2; exit 1; }
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt -w would change: $$unformatted" >&2; exit 1; }
	go vet ./...
	tools/golangci-lint run
	tools/redocly lint
	tools/web lint

.PHONY: tools
tools: ## install the pinned tools that are missing, outside this folder
	@tools/prerequisites
	@tools/golangci-lint version
	@tools/sam --version
	@tools/redocly --version
	@tools/schemathesis --version

fuzz_seconds := 600

.PHONY: fuzz
fuzz: build ## send the API what its document allows and forbids, for ten minutes (or fuzz_seconds=N)
	OUTFLOW_FUZZ_SECONDS=$(fuzz_seconds) go test -count=1 -timeout 2h -run TestSchemathesis ./e2e

.PHONY: bench
bench: build ## measure speed and cost, and write docs/benchmarks.md
	go run ./cmd/bench

.PHONY: bench-scale
bench-scale: build ## measure lists and exports among up to a million withdrawals, and write docs/benchmarks.md
	go run ./cmd/bench scale

.PHONY: soak
soak: build ## take the gateway away for a while under load, and see that nothing is lost, paid twice or unheard of
	go run ./cmd/bench soak

.PHONY: mutate
mutate: $(docs) ## change the code that guards money in small ways, and see that its tests notice; some minutes
	go run ./cmd/mutate

.PHONY: browser
browser: build ## test what people do on the pages, in a real browser; its pictures are in .build/screenshots
	@tools/web browser

.PHONY: sizes
sizes: $(pages) ## how much script the pages load at first; fails where it is too much
	@tools/web sizes

parameters := deploy.json
stack := outflow

# What looks at a deployment before it is made and after; `make deploy preflight=:` looks at nothing.
preflight := .build/outflow preflight

.PHONY: deploy
deploy: build ## deploy to AWS, with the parameters of a file (or parameters=FILE)
	$(preflight) -parameters $(parameters) -stack $(stack)
	tools/sam build
	.build/outflow release -parameters $(parameters) -out .aws-sam/parameters.yaml
	tools/sam deploy --stack-name $(stack) --parameter-overrides file://.aws-sam/parameters.yaml
	$(preflight) -parameters $(parameters) -stack $(stack) -after

.PHONY: clean
clean: ## remove what was built here
	rm -rf .build .aws-sam $(docs) $(pages) functions/console/built/assets

# sam build runs these in this folder, with ARTIFACTS_DIR saying where a function's binary goes.
# build-CreateWithdrawal builds functions/create-withdrawal.
build-ApiDocs: $(docs)
build-Console: $(pages)
build-%:
	@folder=$$(echo '$*' | sed -e 's/[A-Z]/-&/g' -e 's/^-//' | tr 'A-Z' 'a-z') && \
	GOOS=linux GOARCH=$(lambda_arch) $(go_build) -o "$${ARTIFACTS_DIR:?is set by sam build}/bootstrap" ./functions/$$folder
