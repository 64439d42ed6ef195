package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// A signer with its public half as TUF writes it.
type signer struct {
	signature.Signer
	key *metadata.Key
	id  string
}

func newSigner(keyType string) (signer, error) {
	private, err := newPrivateKey(keyType)
	if err != nil {
		return signer{}, err
	}
	signs, err := loadSigner(private)
	if err != nil {
		return signer{}, err
	}
	key, err := metadata.KeyFromPublicKey(private.Public())
	if err != nil {
		return signer{}, err
	}
	id, err := key.ID()
	return signer{signs, key, id}, err
}

func newPrivateKey(keyType string) (crypto.Signer, error) {
	switch keyType {
	case "rsa":
		return rsa.GenerateKey(rand.Reader, 2048)
	case "ed25519":
		_, private, err := ed25519.GenerateKey(rand.Reader)
		return private, err
	case "ecdsa":
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	return nil, fmt.Errorf("no such type of key: %s", keyType)
}

func loadSigner(private crypto.Signer) (signature.Signer, error) {
	switch key := private.(type) {
	case *rsa.PrivateKey:
		return signature.LoadRSAPSSSigner(key, crypto.SHA256, &rsa.PSSOptions{Hash: crypto.SHA256})
	case ed25519.PrivateKey:
		return signature.LoadED25519Signer(key)
	default:
		return signature.LoadSigner(private, crypto.SHA256)
	}
}
