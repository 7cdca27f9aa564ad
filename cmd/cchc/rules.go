package main

import (
	"github.com/spf13/cobra"

	"cchc/rules"
)

func newRules(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "rules", Short: "Kiểm tra, thử, xem bộ tiêu chí"}
	cmd.AddCommand(newRulesCheck(a), newRulesTest(a), newRulesBoundary(a), newRulesMutants(a), newRulesSchema(a), newRulesList(a), newRulesShow(a), newRulesPublish(a), newRulesWithdraw(a), newRulesNew(a), newRulesCopy(a), newRulesDoc(a), newRulesDiff(a), newRulesImpact(a), newRulesReplay(a))
	return group(cmd)
}

func newRulesSchema(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "In JSON Schema của tệp bộ tiêu chí, cho trình soạn thảo",
		Example: "  cchc rules schema > bo-tieu-chi.schema.json",
		Args:    arity(0, 0),
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(rules.Schema())
			return err
		},
	}
}
