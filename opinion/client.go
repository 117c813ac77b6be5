package opinion

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/shared"

	"github.com/tingjian/tingjian/configs"
)

// attempts is how often one question is sent at most: once, and again after 408, 409, 429, 5xx and broken connections,
// after the wait that the server asks for or one that doubles.
const attempts = 3

// maxReply bounds what is read of one reply, in bytes.
const maxReply = 1 << 20

// reply is what a server answered: the model's text as it came, and what it cost.
type reply struct {
	text   string
	tokens int // of prompt and answer, as the server counts; 0: it did not say
}

// ErrUnreachable means that nobody answers at the configured address, or that it refuses the key.
var ErrUnreachable = errors.New("the language model cannot be reached")

// ErrSlow means that there was no answer within opinion.timeout.
var ErrSlow = errors.New("the language model is too slow")

// client sends questions to one address.
type client struct {
	chat     openai.ChatCompletionService
	settings configs.Opinion
	budget   *budget
	down     atomic.Pointer[error] // once set, nothing more is sent: waiting for each of thousands of questions helps nobody
}

func newClient(s configs.Opinion, key string, b *budget) *client {
	// A redirect would carry a conversation to an address that nobody configured.
	transport := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	options := []option.RequestOption{
		option.WithBaseURL(s.URL), option.WithHTTPClient(transport), option.WithMaxRetries(attempts - 1), option.WithRequestTimeout(s.Timeout),
	}
	if key != "" {
		options = append(options, option.WithAPIKey(key))
	}
	// NewClient would read OPENAI_API_KEY and others from the environment, and send them to whatever address is configured.
	return &client{chat: openai.NewChatCompletionService(options...), settings: s, budget: b}
}

// send asks once, with repeats, each of which counts as a request of the day's budget. ErrSpent means that it was used up.
func (c *client) send(ctx context.Context, p prompt) (*reply, error) {
	if err := c.down.Load(); err != nil {
		return nil, *err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	each := option.WithMiddleware(func(r *http.Request, next option.MiddlewareNext) (*http.Response, error) {
		if err := c.budget.request(); err != nil {
			cancel(err) // so that it is not tried again
			return nil, err
		}
		res, err := next(r)
		if res != nil {
			res.Body = http.MaxBytesReader(nil, res.Body, maxReply)
		}
		return res, err
	})
	done, err := c.chat.New(ctx, c.params(p), each)
	if cause := context.Cause(ctx); cause != nil {
		return nil, c.explain(cause)
	}
	if err != nil {
		if err = c.explain(err); errors.Is(err, ErrUnreachable) {
			c.down.Store(&err)
		}
		return nil, err
	}
	if len(done.Choices) == 0 {
		return nil, fmt.Errorf("%s: the reply holds no answer: is it a chat-completions address?", c.settings.URL)
	}
	first := done.Choices[0]
	if first.FinishReason == "length" {
		return nil, fmt.Errorf("the answer was cut after %d tokens: raise opinion.answer_tokens", c.settings.AnswerTokens)
	}
	return &reply{first.Message.Content, int(done.Usage.TotalTokens)}, nil
}

// hope lets questions be sent again to an address that could not be reached before.
func (c *client) hope() { c.down.Store(nil) }

// params is the request: no randomness, an answer of bounded length and, where the server can, of the schema's form.
func (c *client) params(p prompt) openai.ChatCompletionNewParams {
	out := openai.ChatCompletionNewParams{
		Model:       c.settings.Model,
		Messages:    []openai.ChatCompletionMessageParamUnion{openai.SystemMessage(p.System), openai.UserMessage(p.User)},
		Temperature: param.NewOpt(0.0),
		// The newer max_completion_tokens is unknown to many compatible servers.
		MaxTokens: param.NewOpt(int64(c.settings.AnswerTokens)),
	}
	switch c.settings.Format {
	case "json_schema":
		out.ResponseFormat.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{
			JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{Name: "opinion", Strict: param.NewOpt(true), Schema: p.schema},
		}
	case "json_object":
		out.ResponseFormat.OfJSONObject = &shared.ResponseFormatJSONObjectParam{}
	}
	return out
}

// explain says of a failed request what to do about it. What the server wrote is not repeated at length: it may quote the
// conversation.
func (c *client) explain(err error) error {
	var status *openai.Error
	var network *net.OpError
	switch {
	case errors.Is(err, ErrSpent), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &status) && status.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("%w: %s: 401: the key was refused: check the variable that opinion.key_env names", ErrUnreachable, c.settings.URL)
	case errors.As(err, &network) && network.Op == "dial":
		return fmt.Errorf("%w: %s: %w: start the server, or check opinion.url", ErrUnreachable, c.settings.URL, network)
	case errors.As(err, &status) && status.StatusCode == http.StatusBadRequest:
		return fmt.Errorf("%s: 400: %.200s: check opinion.model, and opinion.format, which not every server knows", c.settings.URL, status.Message)
	case errors.As(err, &status):
		return fmt.Errorf("%s: %d: %.200s", c.settings.URL, status.StatusCode, status.Message)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w: %s: no answer within %s: see opinion.timeout", ErrSlow, c.settings.URL, c.settings.Timeout.Round(time.Millisecond))
	}
	return fmt.Errorf("%s: %w", c.settings.URL, err)
}
