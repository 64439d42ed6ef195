import { z } from 'zod';
import { SEVERITIES } from '../severity.ts';
import { PROFILES } from './profiles.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');

const allowEntry = z
  .strictObject({
    name: z.string().min(1).describe('The name in its package.json, for example `@acme/hello`.'),
    version: z.string().min(1).describe('The exact version.'),
    sha256: sha256.describe('The SHA-256 of the archive.'),
    reason: z.string().optional().describe('Why; for people.'),
  })
  .describe('One archive that may pass in spite of its findings: name, version and sha256 must all match.');

const count = z.int().positive();

const limits = z
  .strictObject({
    maxMembers: count.optional().describe('Files and folders in one archive.'),
    maxDepth: count.optional().describe('Folders above a file.'),
    maxPathLength: count.optional().describe('Bytes of one path.'),
    maxMemberSize: count.optional().describe('Bytes of one file.'),
    maxTotalSize: count.optional().describe('Bytes of all files together.'),
    maxRatio: z.number().positive().optional().describe('Unpacked bytes to packed ones.'),
  })
  .describe('What replaces the limits of the archive reader.');

const rules = z
  .record(z.string(), z.enum([...SEVERITIES, 'off']))
  .describe('What the findings of a rule count as, by the id of the rule; it goes before the profile.');

const settings = {
  profile: z
    .enum(PROFILES)
    .optional()
    .describe(
      'How strict: `strict` stops from medium on, `standard` (the default) from high on, `audit` reports only.',
    ),
  failOn: z
    .enum(SEVERITIES)
    .optional()
    .describe('Findings of this severity or worse block; it goes before the profile.'),
  rules: rules.default({}),
};

/** The one description of `vault.policy.yaml`: what is parsed, and what the JSON Schema is made of. */
export const policySchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where editors find the schema.'),
    version: z.literal(1).describe('The version of this format.'),
    ...settings,
    allow: z.array(allowEntry).default([]).describe('Archives that may pass in spite of their findings.'),
    limits: limits.default({}),
  })
  .describe('What a site lets through: the policy of RAGnos Vault.');
