package review

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// The languages of the pages: the first is shown unless another was chosen.
const (
	chinese = "zh"
	english = "en"
)

func languages() []string { return []string{chinese, english} }

// languageCookie is the name of the cookie that remembers the chosen language.
const languageCookie = "tingjian_language"

// catalogue is the text of the pages in one language, by key: groups and names set apart by points.
type catalogue map[string]string

// readCatalogue reads locale/<language>.yaml: groups of texts, of any depth.
func readCatalogue(fsys fs.FS, language string) (catalogue, error) {
	name := path.Join("locale", language+".yaml")
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := yaml.Unmarshal(content, &tree); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := catalogue{}
	if err := c.fill("", tree); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

func (c catalogue) fill(prefix string, tree map[string]any) error {
	var errs []error
	for name, v := range tree {
		switch v := v.(type) {
		case map[string]any:
			errs = append(errs, c.fill(prefix+name+".", v))
		case string:
			c[prefix+name] = v
		default:
			errs = append(errs, fmt.Errorf("%s%s: want a text or a group of texts: put it in quotes", prefix, name))
		}
	}
	return errors.Join(errs...)
}

// text is the text of a key. What stands in braces is replaced by the value of that name: names and values follow by
// turns. Where there is a number named n, key.one is taken for 1 if there is such a text. A key without a text is shown
// as it is, in brackets that a test looks for.
func (c catalogue) text(key string, pairs ...any) string {
	text, ok := c[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	var replace []string
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1])
		replace = append(replace, "{"+name+"}", value)
		if one, ok := c[key+".one"]; ok && name == "n" && value == "1" {
			text = one
		}
	}
	return strings.NewReplacer(replace...).Replace(text)
}

// name is the name of a value that comes from elsewhere, such as a code or a speaker; the value itself where it is new.
func (c catalogue) name(group string, value any) string {
	v := fmt.Sprint(value)
	if text, ok := c[group+"."+v]; ok {
		return text
	}
	return v
}

// languageOf is the language that the browser's owner chose.
func languageOf(r *http.Request) string {
	if cookie, err := r.Cookie(languageCookie); err == nil && slices.Contains(languages(), cookie.Value) {
		return cookie.Value
	}
	return chinese
}

func (p *Pages) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	language := r.PostForm.Get("language")
	if !slices.Contains(languages(), language) {
		p.fail(w, r, http.StatusBadRequest, "language")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: languageCookie, Value: language, Path: "/", MaxAge: 365 * 24 * 60 * 60,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: overTLS(r),
	})
	http.Redirect(w, r, localPath(r.PostForm.Get("next")), http.StatusSeeOther)
}
