package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/theupdateframework/go-tuf/v2/metadata/config"
	"github.com/theupdateframework/go-tuf/v2/metadata/updater"
)

// runClient trusts --root, keeps its state in --dir, and prints the file of each target that it downloaded.
func runClient(args []string) error {
	flags := flag.NewFlagSet("client", flag.ContinueOnError)
	root := flags.String("root", "", "the root metadata to trust")
	url := flags.String("url", "", "where metadata/ and targets/ are served")
	dir := flags.String("dir", "", "what the client keeps between its runs")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if args[0] != "download" && (args[0] != "refresh" || flags.NArg() > 0) {
		return errors.New(usage)
	}
	client, err := openUpdater(*root, *url, *dir)
	if err != nil {
		return err
	}
	if err := client.Refresh(); err != nil {
		return refused{err}
	}
	for _, path := range flags.Args() {
		file, err := download(client, path)
		if err != nil {
			return refused{err}
		}
		fmt.Println(file)
	}
	return nil
}

func openUpdater(root, url, dir string) (*updater.Updater, error) {
	cfg, err := configOf(root, url, dir)
	if err != nil {
		return nil, err
	}
	return updater.New(cfg)
}

func configOf(root, url, dir string) (*config.UpdaterConfig, error) {
	trusted, err := os.ReadFile(root)
	if err != nil {
		return nil, err
	}
	cfg, err := config.New(url+"/metadata", trusted)
	if err != nil {
		return nil, err
	}
	cfg.RemoteTargetsURL = url + "/targets"
	cfg.LocalMetadataDir = filepath.Join(dir, "metadata")
	cfg.LocalTargetsDir = filepath.Join(dir, "targets")
	return cfg, nil
}

func download(client *updater.Updater, path string) (string, error) {
	info, err := client.GetTargetInfo(path)
	if err != nil {
		return "", err
	}
	if file, _, err := client.FindCachedTarget(info, ""); err != nil || file != "" {
		return file, err
	}
	file, _, err := client.DownloadTarget(info, "", "")
	return file, err
}
