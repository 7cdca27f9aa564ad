package draw

import (
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/dop251/goja"
)

//go:embed shim.js
var shim string

// ready runs after the caller's scripts: texts are measured by this package, and one function draws.
const ready = `echarts.setPlatformAPI({
  measureText: function (text, font) { return { width: measureWidth(text, font) }; }
});
(function (drawing, setting) { return cchc.svg(drawing, JSON.parse(setting)); })`

// deepest bounds calls within calls; laying a picture out takes well below a hundred.
const deepest = 4000

var errTooLong = errors.New("took too long")

// interpreter runs the scripts for one picture after another. It is not safe for concurrent use, and after an error it is
// thrown away: who knows what was left half done in it.
type interpreter struct {
	vm   *goja.Runtime
	draw goja.Callable
}

// compile turns scripts into programs that every interpreter runs.
func compile(scripts []Script) ([]*goja.Program, error) {
	all := append([]Script{{"shim.js", shim}}, scripts...)
	all = append(all, Script{"ready.js", ready})
	var programs []*goja.Program
	for _, s := range all {
		p, err := goja.Compile(s.Name, s.Text, false)
		if err != nil {
			return nil, fmt.Errorf("compile %s: %w", s.Name, err)
		}
		programs = append(programs, p)
	}
	return programs, nil
}

func newInterpreter(programs []*goja.Program, f faces) (*interpreter, error) {
	in := &interpreter{vm: goja.New()}
	in.vm.SetMaxCallStackSize(deepest)
	in.still()
	ruler := newRuler(f)
	err := in.vm.Set("measureWidth", func(c goja.FunctionCall) goja.Value {
		return in.vm.ToValue(ruler.width(c.Argument(0).String(), c.Argument(1).String()))
	})
	if err != nil {
		return nil, err
	}
	var last goja.Value
	for _, p := range programs {
		if last, err = in.vm.RunProgram(p); err != nil {
			return nil, fmt.Errorf("prepare to draw: %w", plain(err))
		}
	}
	draw, ok := goja.AssertFunction(last)
	if !ok {
		return nil, errors.New("prepare to draw: the scripts give no function")
	}
	in.draw = draw
	return in, nil
}

// still stops the clock and starts chance anew, so that a picture does not depend on what was drawn before it, or when.
func (in *interpreter) still() {
	in.vm.SetTimeSource(func() time.Time { return time.Unix(0, 0).UTC() })
	in.vm.SetRandSource(rand.New(rand.NewPCG(1, 2)).Float64)
}

// run draws once, in at most so much time.
func (in *interpreter) run(drawing, setting string, limit time.Duration) (string, error) {
	in.still()
	timer := time.AfterFunc(limit, func() { in.vm.Interrupt(errTooLong) })
	v, err := in.draw(goja.Undefined(), in.vm.ToValue(drawing), in.vm.ToValue(setting))
	if !timer.Stop() { // also where it rang too late to be heard: the interpreter would stop at the next picture
		return "", fmt.Errorf("%w: more than %v", errTooLong, limit)
	}
	if err != nil {
		return "", plain(err)
	}
	return v.String(), nil
}

// plain is an error of a script with the place it comes from; the calls that led there, most of them within the minified
// library, are left out.
func plain(err error) error {
	var thrown *goja.Exception
	var deep *goja.StackOverflowError
	what := ""
	if errors.As(err, &deep) {
		thrown, what = &deep.Exception, "calls nest too deep"
	} else if !errors.As(err, &thrown) {
		return err
	}
	lines := strings.SplitN(thrown.String(), "\n", 3)
	for _, line := range lines[:min(len(lines), 2)] {
		what += " " + strings.TrimSpace(line)
	}
	return errors.New(strings.TrimSpace(what))
}
