import { describe, expect, it } from '@jest/globals';
import { packFiles } from '@ragnos-vault/archive';
import { encodeTargets, parseTargets, signRole, storedTargetPath } from '@ragnos-vault/metadata';
import type { SignedRole, Targets } from '@ragnos-vault/metadata';
import { buildTar, newSigner } from '@ragnos-vault/testing';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { parseSubmission } from './parse-submission.ts';
import { encodeSubmission } from './submission.ts';
import { withSubmissionRoles } from './submission-roles.ts';
import { toTargetFile } from './target-file.ts';

const PATH = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const CONTENT = Buffer.from('an archive');
const TARGET = toTargetFile(CONTENT);
const STORED = storedTargetPath(PATH, TARGET);
const signer = newSigner();

async function roleOf(change: Partial<Targets> = {}): Promise<SignedRole<Targets>> {
  const expires = new Date('2030-01-01T00:00:00Z');
  const role = { version: 1, expires, extra: {}, targets: new Map([[PATH, TARGET]]), ...change };
  return parseTargets(await signRole(encodeTargets(role), [signer]));
}

const baseOf = (...roles: readonly string[]) => ({
  schemaVersion: 1,
  base: { root: 1, snapshot: 2, roles: Object.fromEntries(roles.map((role) => [role, 0])) },
});

/** A genuine submission as its files, changed. */
async function packed(
  change: Readonly<Record<string, string | Uint8Array | undefined>> = {},
): Promise<Uint8Array> {
  const files = {
    'submission.json': JSON.stringify(baseOf('vendor-acme')),
    'metadata/vendor-acme.json': (await roleOf()).bytes,
    [STORED]: CONTENT,
    ...change,
  };
  return packFiles(
    Object.entries(files).flatMap(([path, content]) =>
      content === undefined ? [] : [{ path, mode: 0o644 as const, content: Buffer.from(content) }],
    ),
  );
}

describe('a submission', () => {
  it('survives a round trip, and is the same bytes each time', async () => {
    const bytes = await packed();
    const submission = await parseSubmission(bytes);
    expect([...submission.roles.keys()]).toEqual(['vendor-acme']);
    expect(submission.base).toEqual({ root: 1, snapshot: 2, roles: new Map([['vendor-acme', 0]]) });
    expect([...submission.files]).toEqual([[STORED, new Uint8Array(CONTENT)]]);
    const again = encodeSubmission(submission);
    expect(encodeSubmission(await parseSubmission(again))).toEqual(again);
    expect(await parseSubmission(again)).toEqual(submission);
  });

  it('holds the exact bytes of its roles, and takes other envelopes for them', async () => {
    const { bytes: envelope } = await roleOf({ extra: { 'x-unknown': ['kept'] } });
    const spaced = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(envelope).toString()), undefined, 1));
    const file = await packed({ 'metadata/vendor-acme.json': spaced });
    expect(Buffer.from((await parseSubmission(file)).roles.get('vendor-acme')!.bytes)).toEqual(spaced);
    const changed = await withSubmissionRoles(file, (role, bytes) => {
      expect([role, Buffer.from(bytes)]).toEqual(['vendor-acme', spaced]);
      return envelope;
    });
    expect(Buffer.from((await parseSubmission(changed)).roles.get('vendor-acme')!.bytes)).toEqual(
      Buffer.from(envelope),
    );
  });
});

it('a submission takes no envelope that would not be one', async () => {
  const file = await packed();
  await expect(withSubmissionRoles(file, () => Buffer.from('{}'))).rejects.toMatchObject({
    code: 'ERR_TUF_METADATA_INVALID',
  });
  const other = (await roleOf({ targets: new Map() })).bytes;
  await expect(withSubmissionRoles(file, () => other)).rejects.toMatchObject({
    code: 'ERR_SUBMISSION_INVALID',
  });
});

describe('what is no submission is refused:', () => {
  const state = (value: unknown) => () => packed({ 'submission.json': JSON.stringify(value) });
  const cases: readonly (readonly [string, string, () => Promise<Uint8Array> | Uint8Array])[] = [
    ['no archive', 'ERR_ARCHIVE_FORMAT', () => Buffer.from('not an archive')],
    ['cut', 'ERR_ARCHIVE_FORMAT', async () => (await packed()).subarray(0, 200)],
    [
      'a plugin',
      'ERR_SUBMISSION_INVALID',
      () => packFiles([{ path: 'package.json', mode: 0o644, content: CONTENT }]),
    ],
    ['no submission.json', 'ERR_SUBMISSION_INVALID', () => packed({ 'submission.json': undefined })],
    ['submission.json that is not JSON', 'ERR_SUBMISSION_INVALID', () => packed({ 'submission.json': '{' })],
    [
      'submission.json with a key twice',
      'ERR_SUBMISSION_INVALID',
      () => packed({ 'submission.json': '{"schemaVersion":1,"schemaVersion":1}' }),
    ],
    [
      'another schema version',
      'ERR_SUBMISSION_INVALID',
      state({ ...baseOf('vendor-acme'), schemaVersion: 2 }),
    ],
    ['an unknown field', 'ERR_SUBMISSION_INVALID', state({ ...baseOf('vendor-acme'), accept: true })],
    [
      'a negative version',
      'ERR_SUBMISSION_INVALID',
      state({ schemaVersion: 1, base: { root: -1, snapshot: 1, roles: {} } }),
    ],
    ['a base that names another role', 'ERR_SUBMISSION_INVALID', state(baseOf('vendor-beta'))],
    ['a base that names one role more', 'ERR_SUBMISSION_INVALID', state(baseOf('vendor-acme', 'targets'))],
    [
      'no role',
      'ERR_SUBMISSION_INVALID',
      () => packed({ 'metadata/vendor-acme.json': undefined, 'submission.json': JSON.stringify(baseOf()) }),
    ],
    ...['root', 'snapshot', 'timestamp', '1.vendor-acme', 'vendor-_x', 'vendor-Beta', '%2e%2e', 'other'].map(
      (role) =>
        [
          `metadata of ${role}`,
          'ERR_SUBMISSION_INVALID',
          async () =>
            packed({
              [`metadata/${role}.json`]: (await roleOf()).bytes,
              'submission.json': JSON.stringify(baseOf('vendor-acme', role)),
            }),
        ] as const,
    ),
    [
      'roles of two vendors',
      'ERR_SUBMISSION_INVALID',
      async () =>
        packed({
          'metadata/bins-beta-0.json': (await roleOf()).bytes,
          'submission.json': JSON.stringify(baseOf('vendor-acme', 'bins-beta-0')),
        }),
    ],
    [
      'a role that is no metadata',
      'ERR_TUF_METADATA_INVALID',
      () => packed({ 'metadata/vendor-acme.json': '{}' }),
    ],
    ['a file beside its folders', 'ERR_SUBMISSION_INVALID', () => packed({ 'vault.yaml': 'version: 1' })],
    ['metadata in a folder', 'ERR_SUBMISSION_INVALID', () => packed({ 'metadata/x/vendor-acme.json': '{}' })],
    ['a key', 'ERR_SUBMISSION_INVALID', () => packed({ 'keys/targets.pem': 'x' })],
    ['a target that no role names', 'ERR_SUBMISSION_INVALID', () => packed({ 'targets/other': 'x' })],
    [
      'a target under its plain name',
      'ERR_SUBMISSION_INVALID',
      () => packed({ [`targets/${PATH}`]: CONTENT }),
    ],
    ['a target with other bytes', 'ERR_TUF_HASH_MISMATCH', () => packed({ [STORED]: 'an Archive' })],
    ['a target that is longer', 'ERR_TUF_LENGTH', () => packed({ [STORED]: 'an archive!' })],
    ['files that are not below package/', 'ERR_SUBMISSION_INVALID', () => tarOf(['submission.json', '{}'])],
    ['a name that leaves its folder', 'ERR_ARCHIVE_PATH', () => tarOf(['package/targets/../../x', 'x'])],
    ['an absolute name', 'ERR_ARCHIVE_PATH', () => tarOf(['/etc/passwd', 'x'])],
    [
      'one name twice',
      'ERR_ARCHIVE_COLLISION',
      () => tarOf(['package/submission.json', '{}'], ['package/submission.json', '{}']),
    ],
  ];

  it.each(cases)('%s (%s)', async (_name, code, make) => {
    await expect(parseSubmission(await make())).rejects.toMatchObject({ code });
  });

  it('whatever byte of it is changed, it is refused or says what it said', async () => {
    const bytes = await packed();
    const genuine = await parseSubmission(bytes);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const read = await parseSubmission(changed).catch((error: unknown) => {
          expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_(?!INTERNAL)/) });
        });
        if (read !== undefined) expect(read).toEqual(genuine);
      }),
      { numRuns: 300 },
    );
  });
});

function tarOf(...files: readonly (readonly [string, string])[]): Uint8Array {
  return gzipSync(buildTar(files.map(([name, content]) => ({ name, content: Buffer.from(content) }))));
}
