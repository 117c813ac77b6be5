// Package scoring turns findings into figures (计分): the scores of a conversation and of each party in it, each with a
// receipt; what became of the customer's matter; weekly ratings of agents, teams, vendors and merchants; and the traffic
// weight (流量加权) that follows from a merchant's rating.
//
// All points, bases and limits come from a rubric file (评分标准), none from code. Everything here is a pure function of its
// arguments. docs/scoring.md explains the figures with worked examples, which a test recomputes.
package scoring
