// Package chromium opens pages of this module in Debian's Chromium, for tests that are built with the tag browser.
//
// It knows how to start a browser that reaches no network, how to open a page from disk in the views people use, and how
// to notice what must not happen there: errors in the console, violations of the page's policy, requests, downloads nobody
// asked for, barriers for people with disabilities, and text that runs out of the window. What a page should show is left
// to the tests of those who make pages. Without the tag the package is empty, so that ordinary builds need no browser.
package chromium
