package service_test

import "testing"

// TestErasedByAPhoneNumber: where sources take a phone number for the customer's id, and the customer for the key of their messages, as
// docs/wire.md asks, dead letters are found by the same pseudonym as conversations.
func TestErasedByAPhoneNumber(t *testing.T) {
	m := newMasker(t)
	l := handled(t, m, `{"id":"c-1","customer":"13812345678","turns":[{"seq":1,"speaker":"customer","text":"在吗"}]}`, `{"id":"c-1","turns":[{"speaker":"nobody","text":"我的"}]`, `再见`)
	if letters := deadLetters(t, l); len(letters) != 2 || letters[1].Key != m.Pseudonym("13812345678") {
		t.Fatalf("dead letters %+v, want two whose key is the customer's pseudonym", letters)
	}
	if n, err := l.Erase(t.Context(), m.Pseudonym("13812345678")); n != 1 || err != nil {
		t.Fatalf("erased %d, %v; want 1", n, err)
	}
	if letters := deadLetters(t, l); len(letters) > 0 {
		t.Errorf("left: %+v", letters)
	}
}
