package service

import (
	"fmt"
	"log/slog"

	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/model/onnxencoder"
	"github.com/tingjian/tingjian/analyzers/suite"
	"github.com/tingjian/tingjian/configs"
)

// WithoutModel is the setting judge.model under which rules judge alone, and judge.outcome under which nothing is predicted.
const WithoutModel = "off"

// suiteOptions are the settings of the judgements, with the learned model that the configuration names and the encoder that it
// was trained on: read is given the name of a file where it names one.
func suiteOptions(c configs.Judge, read func(string) ([]byte, error)) (o suite.Options, err error) {
	o.WaitingLimit, o.WithoutOutcome = c.WaitingLimit, c.Outcome == WithoutModel
	switch c.Model {
	case WithoutModel:
		return o, nil
	case "":
		o.Learned, err = learned.Shipped()
	default:
		var data []byte
		if data, err = read(c.Model); err != nil {
			return o, fmt.Errorf("judge.model: %w", err)
		}
		if o.Learned, err = learned.Read(data); err != nil {
			return o, fmt.Errorf("judge.model: %s: %w", c.Model, err)
		}
	}
	if err != nil {
		return o, err
	}
	folder := c.Encoder
	if folder != "" && o.Learned.Encoder.Shipped() {
		slog.Warn("judge.encoder is not used: the model in judge.model was trained on the vectors of the shipped encoder", "encoder", folder)
		folder = ""
	}
	if o.Encoder, err = OpenEncoder(folder); err != nil {
		return o, fmt.Errorf("judge.encoder: %w", err)
	}
	return o, nil
}

// OpenEncoder gives the encoder whose files lie in folder, the shipped one where folder is empty.
func OpenEncoder(folder string) (model.Vectors, error) {
	if folder == "" {
		return model.Shared()
	}
	return onnxencoder.Open(folder)
}
