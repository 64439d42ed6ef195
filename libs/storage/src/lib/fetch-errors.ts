import { VaultError, type ErrorFacts } from '@ragnos-vault/errors';
import { redactUrl } from './redact-url.ts';

/** A file of more bytes than its role or its signed length allows. */
export function tooLong(url: string, maxLength: number): VaultError {
  const place = redactUrl(url);
  return new VaultError('ERR_TUF_LENGTH', `longer than ${maxLength} bytes: ${place}`, {
    facts: { url: place, maxLength },
  });
}

export function fetchRefused(url: string, reason: string): VaultError {
  const place = redactUrl(url);
  return new VaultError('ERR_FETCH_REFUSED', `${reason}: ${place}`, { facts: { url: place } });
}

export function fetchFailed(
  url: string,
  reason: string,
  details: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
): VaultError {
  const place = redactUrl(url);
  const facts = { ...details.facts, url: place };
  return new VaultError('ERR_FETCH_FAILED', `${reason}: ${place}`, { facts, cause: details.cause });
}
