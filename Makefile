# Tingjian 听鉴. make demo and make test are all that a new machine needs.
GO ?= go
PACKAGES ?= ./...
DATA ?= ../shared/data
STEPS ?=

.PHONY: demo build test test-onnx short lint bench models models-install clean help

demo: build ## everything in one process with sample traffic, on 127.0.0.1:8321
	./bin/tingjian demo

build: ## the binary, in bin/
	@scripts/need-go
	$(GO) build -trimpath -ldflags "-s -w" -o bin/tingjian ./cmd/tingjian

test: ## every test, installing what they need (Kafka, Chromium, …) by scripts/
	@scripts/need-go
	@scripts/install-test-tools
	$(GO) vet ./...
	TEST_ARTIFACTS=$(CURDIR)/test-artifacts $(GO) test -timeout 19m $(PACKAGES)
	@$(MAKE) --no-print-directory test-onnx

test-onnx: ## the optional whole encoder, with the files that scripts/install-onnx fetches
	@if ! scripts/install-onnx; then echo "test-onnx: left out, as its files could not be fetched; nothing else needs them"; exit; fi; set -ex; \
	$(GO) vet -tags onnx ./analyzers/model/... ./service ./cmd/...; \
	$(GO) test -tags onnx ./analyzers/model/onnxencoder; \
	$(GO) test -tags onnx -run Encoder ./service

short: ## the tests that need nothing installed
	$(GO) test -short $(PACKAGES)

lint: ## golangci-lint, built from its module at first use
	@scripts/lint

bench: build ## the table of docs/benchmarks.md
	@scripts/bench

models: ## every learned model anew, from the data in $(DATA), compared with the repository's; STEPS=turns makes one alone
	@scripts/need-go
	@GO="$(GO)" $(GO) run ./training/models -data "$(DATA)" -steps "$(STEPS)"

models-install: ## what make models made, put in its place
	@scripts/need-go
	@$(GO) run ./training/models -install -steps "$(STEPS)"

clean: ## what was built
	rm -rf bin .cache test-artifacts

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'
