const PROBED_ROOT = /^metadata\/[0-9]+\.root\.json$/;

/** The one file that is looked for before it exists: a client asks for the root after the newest it has (TUF 5.3.3). */
export function isProbedRoot(path: string): boolean {
  return PROBED_ROOT.test(path);
}
