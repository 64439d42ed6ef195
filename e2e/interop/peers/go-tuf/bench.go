package main

import (
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata/updater"
)

// Of targets.json: enough for 100,000 targets.
const largeTargets = 100_000_000

// runBench refreshes and downloads, each time as a client that knows nothing but the root, and prints as JSON how long
// each time took, start-up left out.
func runBench(args []string) error {
	if len(args) != 6 || args[0] != "download" {
		return errors.New(usage)
	}
	rounds, err := strconv.Atoi(args[5])
	if err != nil {
		return err
	}
	for range rounds {
		dir, err := os.MkdirTemp(args[3], "client-")
		if err != nil {
			return err
		}
		started := time.Now()
		if err := downloadLarge(args[1], args[2], dir, args[4]); err != nil {
			return err
		}
		sample := map[string]float64{"seconds": time.Since(started).Seconds()}
		if err := json.NewEncoder(os.Stdout).Encode(sample); err != nil {
			return err
		}
	}
	return nil
}

func downloadLarge(root, url, dir, path string) error {
	cfg, err := configOf(root, url, dir)
	if err != nil {
		return err
	}
	cfg.TargetsMaxLength = largeTargets
	client, err := updater.New(cfg)
	if err != nil {
		return err
	}
	if err := client.Refresh(); err != nil {
		return err
	}
	_, err = download(client, path)
	return err
}
