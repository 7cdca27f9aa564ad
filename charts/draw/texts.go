package draw

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Texts lists what the texts of a picture say, in the order of the file; its title is none of them.
func Texts(svg []byte) ([]string, error) {
	var texts []string
	var text strings.Builder
	depth := 0 // of elements since a text began
	for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth > 0 || t.Name.Local == "text" {
				depth++
			}
		case xml.EndElement:
			if depth > 0 {
				if depth--; depth == 0 {
					texts = append(texts, text.String())
					text.Reset()
				}
			}
		case xml.CharData:
			if depth > 0 {
				text.Write(t)
			}
		}
	}
}
