import type { IncomingHttpHeaders } from 'node:http';

export interface Validators {
  /** A strong entity tag, with its quotes. */
  readonly etag: string;
  /** A whole second, or `undefined` while the file is too young to have a date that tells it from its successor. */
  readonly lastModified: Date | undefined;
}

export type Verdict = 'send' | 'not-modified' | 'failed';

const ENTITY_TAG = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Weighs the conditions of a GET or HEAD in the order of RFC 9110, 13.2.2. An unreadable condition is ignored. */
export function weighConditions(headers: IncomingHttpHeaders, file: Validators, now: Date): Verdict {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (
    ifMatch === undefined
      ? isModifiedSince(headers['if-unmodified-since'], file, now)
      : !hasTag(ifMatch, file, 'strong')
  ) {
    return 'failed';
  }
  if (ifNoneMatch !== undefined) return hasTag(ifNoneMatch, file, 'weak') ? 'not-modified' : 'send';
  return isModifiedSince(headers['if-modified-since'], file, now) === false ? 'not-modified' : 'send';
}

/** Tells whether a Range may be honoured: without If-Range, or when it names exactly this content (RFC 9110, 13.1.5). */
export function isRangeCurrent(ifRange: string | undefined, file: Validators): boolean {
  if (ifRange === undefined || ifRange === file.etag) return true;
  return file.lastModified !== undefined && parseHttpDate(ifRange) === file.lastModified.getTime();
}

function hasTag(list: string, file: Validators, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  return [...list.matchAll(ENTITY_TAG)].some(
    ([, weak, tag]) => tag === file.etag && (comparison === 'weak' || weak === undefined),
  );
}

/** `undefined` where the question has no answer: no date given, one from the future, or none known of the file. */
function isModifiedSince(header: string | undefined, file: Validators, now: Date): boolean | undefined {
  const since = parseHttpDate(header ?? '');
  if (since === undefined || since > now.getTime() || file.lastModified === undefined) return undefined;
  return file.lastModified.getTime() > since;
}

function parseHttpDate(text: string): number | undefined {
  const time = HTTP_DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
