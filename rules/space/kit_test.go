package space_test

import "testing/fstest"

func oneFile(text string) fstest.MapFS { return fstest.MapFS{"set.yaml": {Data: []byte(text)}} }
