import { z } from 'zod';
import { CAPABILITY_KINDS, type Capabilities } from '../capabilities.ts';
import { RULES } from '../catalogue.ts';
import { SEVERITIES } from '../severity.ts';
import { FILE_TYPES } from './file-type.ts';
import { PROFILES } from './profiles.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');
const text = z.string().min(1);

const archive = {
  name: text.describe('The name in its package.json, for example `@acme/hello`.'),
  version: text.describe('The exact version.'),
  sha256: sha256.describe('The SHA-256 of the archive.'),
};

const allowEntry = z
  .strictObject({ ...archive, reason: z.string().optional().describe('Why; for people.') })
  .describe('One archive that may pass in spite of its findings: name, version and sha256 must all match.');

const installScripts = z
  .array(z.strictObject(archive).describe('One archive: name, version and sha256 must all match.'))
  .describe('Archives whose install scripts are accepted: MAN-001 and MAN-002 do not block them.');

const count = z.int().positive();

const limits = z
  .strictObject({
    maxMembers: count.optional().describe('Files and folders in one archive.'),
    maxDepth: count.optional().describe('Segments of one path.'),
    maxPathLength: count.optional().describe('Bytes of one path.'),
    maxMemberSize: count.optional().describe('Bytes of one file.'),
    maxTotalSize: count.optional().describe('Bytes of all files together.'),
    maxRatio: z.number().positive().optional().describe('Unpacked bytes to packed ones.'),
  })
  .describe('What replaces the limits of the archive reader; an inner policy only lowers them.');

const ruleId = z.enum(RULES.map(({ id }) => id)).meta({ id: 'rule' });

const rules = z
  .partialRecord(ruleId, z.enum([...SEVERITIES, 'off']))
  .describe('What the findings of a rule count as, by its id; it goes before the profile.');

const waiver = z
  .strictObject({
    rule: ruleId.describe('The id of the rule.'),
    path: text.describe('The file of the finding, as the report names it.'),
    sha256: sha256.optional().describe('The SHA-256 of the archive; or else `files`.'),
    files: z
      .record(text, sha256)
      .optional()
      .describe(
        'Every file in the trace of the finding, with its SHA-256; it then holds for later versions too.',
      ),
    reason: text.describe('Why the finding is acceptable.'),
    approvedBy: text.describe('Who answers for it.'),
    expires: z.iso
      .date()
      .describe('The last day it counts (UTC), within 180 days; then the finding blocks again.'),
  })
  .refine((said) => (said.sha256 === undefined) !== (said.files === undefined), {
    error: 'needs either `sha256` or `files`',
    path: ['sha256'],
  })
  .refine(({ files }) => files === undefined || Object.keys(files).length > 0, {
    error: 'names no file',
    path: ['files'],
  })
  .meta({ id: 'waiver', description: 'One finding that is known and accepted for a time.' });

const patterns = z.array(text).meta({ id: 'patterns' });

const capability = (what: string): z.ZodType => {
  const lists = z.strictObject({
    allow: patterns.optional().describe('These alone.'),
    deny: patterns.optional().describe('Never these, whatever `allow` says.'),
  });
  return z.union([z.boolean(), lists]).optional().describe(`${what}. \`true\`: all, \`false\`: none.`);
};

const CAPABILITIES: Readonly<Record<keyof Capabilities, string>> = {
  network: 'Hosts it may connect to; `*.example.com` is every host below it',
  environment: 'Environment variables it may read; `NPM_*` is all that begin so',
  read: 'Paths it may read, other than by loading modules',
  write: 'Paths it may write, move or remove',
  run: 'Programs it may start',
  native: 'Files of it that may be native code or WebAssembly',
  dynamicCode: 'Files of it that may make code of text',
  installScripts: 'Scripts npm would run at install, as `package.json#postinstall`',
};

const capabilities = z
  .strictObject(
    Object.fromEntries(CAPABILITY_KINDS.map((kind) => [kind, capability(CAPABILITIES[kind])] as const)),
  )
  .describe('What plugins may do; more than that is a finding of POL-002. What code computes is `*`.');

const extensions = z.array(
  z.string().regex(/^[^./\\*A-Z]*$/, 'must be lower case and without a dot; empty for no extension'),
);
const types = z.array(z.enum(FILE_TYPES));

const settings = {
  profile: z
    .enum(PROFILES)
    .optional()
    .describe('`strict` blocks from medium on, `standard` (the default) from high on, `audit` only reports.'),
  failOn: z
    .enum(SEVERITIES)
    .optional()
    .describe('Findings of this severity or worse block; it goes before the profile.'),
  rules: rules.default({}),
  allowedExtensions: extensions.optional().describe('The only extensions files may have (POL-001).'),
  deniedExtensions: extensions.optional().describe('Extensions no file may have (POL-001).'),
  allowedTypes: types.optional().describe('All that files may be, by their content (POL-001).'),
  deniedTypes: types.optional().describe('What no file may be, by its content (POL-001).'),
  capabilities: capabilities.default({}),
  minimumReleaseAge: z
    .string()
    .regex(/^\d{1,5}[mhdw]$/, 'must be a number and m, h, d or w, for example 48h')
    .optional()
    .describe(
      'How long a version must have been published before it is installed, for example `48h` or `7d`.',
    ),
  waivers: z.array(waiver).default([]).describe('Findings that are known and accepted for a time.'),
};

const section = z
  .strictObject(settings)
  .meta({ id: 'section', description: 'What holds for these plugins instead.' });

const VENDOR = /^(?:_|[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?)$/;
const PLUGIN = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9._-]*\*?$/i;

/** The one description of `vault.policy.yaml`: what is parsed, and what the JSON Schema is made of. */
export const policySchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where editors find this schema.'),
    version: z.literal(1).describe('The version of this format.'),
    ...settings,
    minimumReleaseAgeExclude: z
      .array(text)
      .default([])
      .describe('Names of plugins that may be as young as they are.'),
    allow: z.array(allowEntry).default([]).describe('Archives that may pass in spite of their findings.'),
    installScripts: installScripts.default([]),
    limits: limits.default({}),
    knownBad: z
      .array(text)
      .optional()
      .describe('Files and folders of OSV records of malicious packages, relative to this file.'),
    vendors: z
      .record(z.string().regex(VENDOR, 'is not the name of a vendor'), section)
      .default({})
      .describe('Settings by vendor: `acme` for all of `@acme/`, `_` for plugins without a scope.'),
    plugins: z
      .record(
        z.string().regex(PLUGIN, 'is not the name of a plugin, nor the beginning of one and `*`'),
        section,
      )
      .default({})
      .describe(
        'Settings by plugin, `@acme/hello` or `@acme/*`; the most specific section wins, then its vendor.',
      ),
  })
  .describe('What a site lets through: the policy of RAGnos Vault.');

export type SaidPolicy = z.infer<typeof policySchema>;
export type SaidSettings = z.infer<typeof section>;
