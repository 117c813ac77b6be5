package access

import (
	"context"
	"fmt"

	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/search"
)

// Searcher answers queries.
type Searcher func(context.Context, search.Query) (*search.Result, error)

// Search narrows every query to what the viewer in the context may see, whatever the query itself asks for.
func Search(all Searcher) Searcher {
	return func(ctx context.Context, q search.Query) (*search.Result, error) {
		v := From(ctx)
		if err := v.Check(); err != nil {
			return nil, fmt.Errorf("search: nobody is signed in who may see anything: %w", ledger.ErrNotFound)
		}
		switch v.Role {
		case Merchant:
			q.Within = search.Scope{Merchant: v.Scope}
		case Manager:
			q.Within = search.Scope{Vendor: v.Scope}
		default:
			q.Within = search.Scope{}
		}
		return all(ctx, q)
	}
}
