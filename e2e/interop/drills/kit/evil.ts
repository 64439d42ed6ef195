/** The greatest version that every client can read. */
export const TOP_VERSION = Number.MAX_SAFE_INTEGER;
/** A date that no owner would sign. */
export const FAR = new Date('2099-01-01T00:00:00Z');

/** What the thief would like consumers to run: a version of a plugin that exists. */
export const EVIL_PATH = 'plugins/acme/hello/6.6.6/hello-6.6.6.tgz';
export const EVIL = Buffer.from('not what the vendor built');
