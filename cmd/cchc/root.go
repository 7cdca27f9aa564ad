package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cchc/internal/wording"
)

// fail makes a failure of a sentence of internal/wording.
func fail(code int, sentence string, args ...string) *failure {
	return &failure{code, wording.Message(sentence, args...)}
}

const rootLong = `cchc chấm điểm chỉ số cải cách hành chính của tỉnh và các đơn vị, và giải thích từng điểm.

Mã kết thúc: 0 xong · 1 lỗi khi chạy · 2 sai cách dùng · 3 không tìm thấy · 4 xung đột ·
5 dữ liệu sai · 6 xong nhưng có điều cần xem.

Dữ liệu in ra stdout, lời nhắn in ra stderr. Không dùng màu. Thêm --json để lấy dữ liệu cho máy đọc.`

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "cchc",
		Short: "Chấm điểm chỉ số cải cách hành chính",
		Long:  rootLong,
		Example: `  cchc demo
  cchc score --data cchc-demo/du-lieu --stage final
  cchc explain so-y-te --data cchc-demo/du-lieu --stage final
  cchc need so-y-te --as-of 20/09/2026 --data cchc-demo/du-lieu`,
	}
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.PersistentFlags().BoolVar(&a.json, "json", false, "in kết quả dạng JSON")
	root.PersistentFlags().BoolP("help", "h", false, "xem hướng dẫn")
	root.SetHelpFunc(printHelp)
	root.SetUsageFunc(printUsage)
	root.SetHelpCommand(newHelp())
	root.SetFlagErrorFunc(flagError)
	root.SetGlobalNormalizationFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "cho-phep-loi" {
			name = "allow-errors"
		}
		return pflag.NormalizedName(name)
	})
	root.AddCommand(
		newDemo(a), newInit(a), newPeriod(a), newPlan(a), newUnits(a), newObligations(a), newFacts(a),
		newScore(a), newExplain(a), newRank(a), newCharts(a), newPreview(a), newWhatIf(a), newNeed(a), newWhy(a),
		newImport(a), newTemplate(a), newDecide(a), newWithdraw(a), newConflicts(a), newPrivacy(a),
		newRuns(a), newPublish(a), newReceipt(a), newVerify(a), newReplay(a), newInspect(a), newDraw(a), newLog(a),
		newBackup(a), newRestore(a), newRules(a), newVersion(a), newCompletion(a),
	)
	group(root)
	version := root.Flags().Bool("version", false, "in phiên bản chương trình")
	help := root.RunE
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if *version {
			return a.printVersion()
		}
		return help(cmd, args)
	}
	return root
}

// group makes a command that only has subcommands: help without arguments, a suggestion for a wrong one.
func group(cmd *cobra.Command) *cobra.Command {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return wrongCommand(cmd, args[0])
	}
	return cmd
}

// wrongCommand says that a command has no such subcommand, and which was probably meant.
func wrongCommand(cmd *cobra.Command, name string) error {
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		return fail(exitUsage, "cli.command_near", name, cmd.CommandPath()+" "+near[0])
	}
	return fail(exitUsage, "cli.command", name, cmd.CommandPath())
}

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [LỆNH]",
		Short: "Xem hướng dẫn của một lệnh",
		RunE: func(cmd *cobra.Command, args []string) error {
			target, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return fail(exitUsage, "cli.command", strings.Join(args, " "), "cchc")
			}
			target.InitDefaultHelpFlag()
			return target.Help()
		},
	}
}

// arity demands between low and high arguments; high < 0 is no limit.
func arity(low, high int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < low:
			return fail(exitUsage, "cli.few_args", cmd.CommandPath(), useLine(cmd))
		case high >= 0 && len(args) > high:
			return fail(exitUsage, "cli.many_args", args[high], useLine(cmd))
		}
		return nil
	}
}

// flagError says in Vietnamese what pflag found wrong with a flag.
func flagError(cmd *cobra.Command, err error) error {
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	var unknown *pflag.NotExistError
	var needs *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return fail(exitUsage, "cli.flag", dashed(unknown.GetSpecifiedName()), cmd.CommandPath())
	case errors.As(err, &needs):
		return fail(exitUsage, "cli.flag_value", dashed(needs.GetSpecifiedName()))
	case errors.As(err, &invalid):
		return fail(exitUsage, "cli.flag_invalid", dashed(invalid.GetFlag().Name), invalid.GetValue())
	}
	return fail(exitUsage, "cli.flag_syntax", cmd.CommandPath())
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
