// Package prometheus holds the recording and alerting rules that Prometheus loads (告警规则), and the tests that hold them:
// promtool's own of rules.test.yaml, and that each alert has one and leads to a runbook that exists.
package prometheus
