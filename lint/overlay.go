package lint

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"path"
)

// Overlay gives the YAML files of a folder of rules with others, by path, put among them or in their place. What the folder
// holds is read at once; later changes to it are not seen.
func Overlay(files fs.FS, others map[string][]byte) (fs.FS, error) {
	all := map[string][]byte{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		all[name], err = fs.ReadFile(files, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	for name, data := range others {
		all[name] = data
	}
	return packed(all)
}

// packed gives files that lie in memory.
func packed(all map[string][]byte) (fs.FS, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, data := range all {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
}
