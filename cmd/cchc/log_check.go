package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/season"
	"cchc/internal/wording"
)

const logCheckLong = `Kiểm tra các tệp nhận được từ nơi giữ sổ: biên nhận nộp hồ sơ, bằng chứng, điểm đối chiếu, chứng cứ mâu thuẫn. Không cần thư mục
dữ liệu, không cần mạng.

Cần ít nhất một chỗ dựa: --key là khóa công khai của sổ (hoặc của nơi giữ bên ngoài), lấy từ nguồn đáng tin; --checkpoint là điểm
đối chiếu mình đang giữ: tệp, hoặc dòng SỐ:MÃ trên biên bản có chữ ký. Nếu điểm đối chiếu trong tệp khác số với điểm đang giữ thì
xin thêm bằng chứng nối hai điểm (cchc log prove --from … --to …) và kiểm tra cùng lúc.

Hai điểm đối chiếu cùng số mà khác mã, cùng một khóa ký, chứng tỏ nơi giữ sổ đưa ra hai nội dung: --evidence ghi chứng cứ ra một
tệp mà người thứ ba kiểm tra được.`

type logCheckFlags struct{ keys, anchors []string }

func newLogCheck(a *app) *cobra.Command {
	var in logCheckFlags
	var evidence string
	cmd := &cobra.Command{
		Use:   "check TỆP…",
		Short: "Kiểm tra tệp nhận được, không cần thư mục dữ liệu",
		Long:  logCheckLong,
		Example: "  cchc log check bien-nhan.txt --key log.pub\n" +
			"  cchc log check su-kien-120.txt chi-ghi-them.txt --checkpoint diem-dang-giu.txt --key log.pub",
		Args: arity(1, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := newChecking(&in)
			if err != nil {
				return err
			}
			for _, path := range args {
				if err := c.file(path); err != nil {
					return err
				}
			}
			c.connect()
			if err := a.writeContradiction(c, evidence); err != nil {
				return err
			}
			return a.reportCheck(c)
		},
	}
	bindKeys(cmd, &in.keys)
	cmd.Flags().StringArrayVar(&in.anchors, "checkpoint", nil,
		"điểm đối chiếu đang giữ: `TỆP`, hoặc SỐ:MÃ trên biên bản; nêu được nhiều lần")
	cmd.Flags().StringVar(&evidence, "evidence", "", "`TỆP` chứng cứ sẽ ghi khi hai điểm đối chiếu mâu thuẫn")
	return cmd
}

func (a *app) writeContradiction(c *checking, out string) error {
	if c.clash == nil || out == "" {
		return nil
	}
	if err := replaceFile(out, c.clash.Text()); err != nil {
		return err
	}
	a.note("%s", wording.Message("cli.log_evidence", out))
	return nil
}

// logCheckJSON is the contract of log check --json.
type logCheckJSON struct {
	OK    bool              `json:"ok"`
	Files []checkedFileJSON `json:"files"`
}

type checkedFileJSON struct {
	File       string          `json:"file"`
	Kind       string          `json:"kind"` // checkpoint, event, events, consistency or conflict
	Checkpoint *checkpointJSON `json:"checkpoint,omitempty"`
	Events     []eventJSON     `json:"events"`
	Checks     []checkLineJSON `json:"checks"`
}

type checkLineJSON struct {
	OK   bool   `json:"ok"`
	Code string `json:"code"`
	Text string `json:"text"`
}

// eventJSON is what a proof says of an event: all of its body is in the file.
type eventJSON struct {
	Seq      int64  `json:"seq"`
	Recorded string `json:"recorded"`
	Kind     string `json:"kind"`
	Period   string `json:"period,omitempty"`
	Unit     string `json:"unit,omitempty"`
	Actor    string `json:"actor"`
	Key      string `json:"key"`
}

func checkLines(list []finding) []checkLineJSON {
	lines := []checkLineJSON{}
	for _, f := range list {
		lines = append(lines, checkLineJSON{f.ok, f.code, f.text})
	}
	return lines
}

// right tells whether nothing is wrong.
func right(list []finding) bool {
	for _, f := range list {
		if !f.ok {
			return false
		}
	}
	return true
}

func (a *app) reportCheck(c *checking) error {
	j := logCheckJSON{OK: true, Files: []checkedFileJSON{}}
	for _, r := range c.files {
		one := checkedFileJSON{File: r.path, Kind: r.kind, Events: []eventJSON{}, Checks: checkLines(r.found)}
		if r.at != nil {
			at := newCheckpointJSON(r.at)
			one.Checkpoint = &at
		}
		for _, e := range r.events {
			one.Events = append(one.Events, eventJSON{e.Seq, e.Recorded.String(), string(e.Kind), e.Period, e.Unit, e.Actor, e.Key})
		}
		j.OK = j.OK && right(r.found)
		j.Files = append(j.Files, one)
	}
	if a.json {
		if err := a.printJSON(j); err != nil {
			return err
		}
	} else {
		a.printCheck(c)
	}
	switch {
	case j.OK && a.json:
		return nil
	case j.OK:
		a.note("%s", wording.Message("cli.log_check_ok"))
		return nil
	}
	return fail(exitFindings, "cli.log_check_bad")
}

// shownEvents is how many events of a file are printed by name.
const shownEvents = 10

func (a *app) printCheck(c *checking) {
	for _, r := range c.files {
		fmt.Fprintf(a.stdout, "%s: %s\n", r.path, wording.Message("log.file."+r.kind))
		for i := range r.events {
			if i == shownEvents {
				fmt.Fprintf(a.stdout, "  %s\n", wording.Message("cli.log_check_more", strconv.Itoa(len(r.events)-i)))
				break
			}
			fmt.Fprintln(a.stdout, wrap("  "+eventLine(&r.events[i]), 4))
		}
		for _, f := range r.found {
			fmt.Fprintln(a.stdout, wrap("  "+f.line(), 4))
		}
	}
}

// eventLine tells an event in one line.
func eventLine(e *season.Event) string {
	about := []string{wording.Message("log.event." + string(e.Kind))}
	for _, s := range []string{e.Period, e.Unit} {
		if s != "" {
			about = append(about, s)
		}
	}
	return wording.Message("cli.log_check_event", strconv.FormatInt(e.Seq, 10), clockVN(e.Recorded), strings.Join(about, " · "), e.Actor)
}
