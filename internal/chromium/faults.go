//go:build browser

package chromium

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Fault is something a page did that no page of this module may do.
type Fault struct{ Kind, Text string }

// The kinds of faults.
const (
	Console   = "console"   // an error, warning or failed assertion said by the page
	Exception = "exception" // an error nobody caught, also in a promise
	Log       = "log"       // an error or warning said by the browser
	Policy    = "policy"    // a violation of the page's content security policy
	Request   = "request"   // a request for anything but the page itself
	Target    = "target"    // a worker, window or frame of its own, whose doings are not observed here
	Dialog    = "dialog"    // alert, confirm, prompt
	Download  = "download"  // a download nobody asked for
	Crash     = "crash"
)

// Faults are all faults since before the page was loaded, in the order they became known.
func (p *Page) Faults(t testing.TB) []Fault {
	t.Helper()
	p.settle(t) // its answer comes after everything the page has said so far
	return p.heard()
}

// Quiet fails the test with all faults.
func (p *Page) Quiet(t testing.TB) {
	t.Helper()
	if faults := p.Faults(t); len(faults) > 0 {
		t.Errorf("%s is not quiet:%s", p, lines(faults))
	}
	for _, line := range p.browser.complaints() {
		t.Errorf("%s: a message of the browser was not understood: %s", p, line)
	}
}

func (p *Page) heard() []Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Fault{}, p.faults...)
}

func lines(faults []Fault) string {
	var s strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&s, "\n  %s: %s", f.Kind, f.Text)
	}
	return s.String()
}

func (p *Page) fault(kind, format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, Fault{kind, short(fmt.Sprintf(format, args...))})
}

// listener tells of violations of the page's policy by way of binding, a function that exists in this package's world.
const (
	binding  = "cchcTell"
	listener = `addEventListener("securitypolicyviolation", e => ` + binding + `(JSON.stringify({
		directive: e.effectiveDirective, blocked: e.blockedURI, sample: e.sample, line: e.lineNumber})), true)`
)

// hear sorts the browser's messages. The library calls it in their order and before it hands out any answer that follows.
func (p *Page) hear(message any) {
	switch m := message.(type) {
	case *runtime.EventConsoleAPICalled:
		switch m.Type {
		case runtime.APITypeError, runtime.APITypeWarning, runtime.APITypeAssert:
			p.fault(Console, "%s: %s%s", m.Type, said(m.Args), at(m.StackTrace))
		}
	case *runtime.EventExceptionThrown:
		p.fault(Exception, "%s", thrown(m.ExceptionDetails))
	case *log.EventEntryAdded:
		if e := m.Entry; e.Level == log.LevelError || e.Level == log.LevelWarning {
			p.fault(Log, "%s: %s: %s (%s:%d)", e.Level, e.Source, e.Text, e.URL, e.LineNumber)
		}
	case *runtime.EventBindingCalled:
		p.violation(m.Payload)
	case *inspector.EventTargetCrashed:
		p.fault(Crash, "the page's process crashed")
		go p.close() // nothing waits for its answers any longer
	case *page.EventJavascriptDialogOpening:
		p.fault(Dialog, "%s: %s", m.Type, m.Message)
		// A dialog holds up the page, and this function the messages, so the answer is given elsewhere.
		go chromedp.Run(p.ctx, page.HandleJavaScriptDialog(m.Type == page.DialogTypeBeforeunload))
	case *browser.EventDownloadWillBegin:
		p.downloading(m)
	default:
		p.hearOut(message)
	}
}

// hearOut sorts messages about what leaves the page.
func (p *Page) hearOut(message any) {
	switch m := message.(type) {
	case *network.EventRequestWillBeSent:
		if !p.itself(m.Request.URL) {
			p.fault(Request, "%s %s %s", m.Type, m.Request.Method, m.Request.URL)
		}
	case *network.EventWebSocketCreated:
		p.fault(Request, "WebSocket %s", m.URL)
	case *network.EventWebTransportCreated:
		p.fault(Request, "WebTransport %s", m.URL)
	case *target.EventAttachedToTarget:
		p.fault(Target, "%s %s", m.TargetInfo.Type, m.TargetInfo.URL)
	case *target.EventTargetCreated:
		if i := m.TargetInfo; i.OpenerID == p.id {
			p.fault(Target, "window %s", i.URL)
		}
	}
}

// itself tells whether an address leads nowhere but to the page itself or to what it carries.
func (p *Page) itself(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "data", "blob", "about":
		return true
	}
	return u.Scheme == "file" && u.Host == "" && u.Path == p.file
}

func (p *Page) violation(payload string) {
	var v struct {
		Directive, Blocked, Sample string
		Line                       int
	}
	if err := json.Unmarshal([]byte(payload), &v); err != nil {
		p.fault(Policy, "%s", payload)
		return
	}
	p.fault(Policy, "%s blocked %s in line %d %s", v.Directive, v.Blocked, v.Line, v.Sample)
}

// said writes what was given to the console.
func said(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		var s string
		switch {
		case json.Unmarshal(a.Value, &s) == nil:
			words = append(words, s)
		case len(a.Value) > 0:
			words = append(words, string(a.Value))
		case a.UnserializableValue != "":
			words = append(words, string(a.UnserializableValue))
		default:
			words = append(words, a.Description)
		}
	}
	return strings.Join(words, " ")
}

func thrown(e *runtime.ExceptionDetails) string {
	text := e.Text
	if e.Exception != nil {
		if e.Exception.Description != "" {
			return text + " " + e.Exception.Description
		}
		text += " " + said([]*runtime.RemoteObject{e.Exception})
	}
	return text + at(e.StackTrace)
}

func at(s *runtime.StackTrace) string {
	if s == nil || len(s.CallFrames) == 0 {
		return ""
	}
	f := s.CallFrames[0]
	return fmt.Sprintf(" (%s:%d)", f.URL, f.LineNumber+1)
}
