package review

import (
	"io/fs"
	"net/http"
	"path"
	"slices"

	"github.com/tingjian/tingjian/dashboards/locale"
)

// The languages of the pages: the first is shown unless another was chosen.
const (
	chinese = "zh"
	english = "en"
)

func languages() []string { return []string{chinese, english} }

// languageCookie is the name of the cookie that remembers the chosen language.
const languageCookie = "tingjian_language"

// catalogue is the text of the pages in one language.
type catalogue = locale.Catalogue

// readCatalogue reads locale/<language>.yaml.
func readCatalogue(fsys fs.FS, language string) (catalogue, error) {
	return locale.Read(fsys, path.Join("locale", language+".yaml"))
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
