import { z } from 'zod';
import { CAPABILITY_KINDS } from '../capabilities.ts';
import { PROFILES } from '../policy/profiles.ts';
import { SEVERITIES } from '../severity.ts';
import type { ScanReport } from '../finding.ts';

const severity = z.enum(SEVERITIES);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const place = {
  path: z.string(),
  line: z.int().min(1).exactOptional(),
  column: z.int().min(1).exactOptional(),
};

const flowStep = z.strictObject({ ...place, message: z.string() });
const approval = { reason: z.string(), approvedBy: z.string(), expires: z.iso.date() };
const waivedBy = z.union([
  z.strictObject({ by: z.literal('waiver'), ...approval }),
  z.strictObject({ by: z.literal('installScripts') }),
]);

const finding = z.strictObject({
  rule: z.string(),
  severity,
  ...place,
  message: z.string(),
  flow: z.array(flowStep).exactOptional(),
  ruled: severity.exactOptional(),
  waiver: waivedBy.exactOptional(),
  blocks: z.literal(true).exactOptional(),
  fingerprint: z.string(),
  lineHash: z.string().exactOptional(),
  sha256: sha256.exactOptional(),
});

const waiverUse = z.strictObject({
  rule: z.string(),
  path: z.string(),
  ...approval,
  state: z.enum(['used', 'unused', 'expired', 'overruled']),
});

const reportSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  sha256,
  verdict: z.enum(['pass', 'allowed', 'block']),
  complete: z.boolean(),
  policy: z.strictObject({ sha256, profile: z.enum(PROFILES), failOn: z.enum([...SEVERITIES, 'never']) }),
  findings: z.array(finding),
  skipped: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
  files: count,
  bytes: count,
  capabilities: z.record(z.enum(CAPABILITY_KINDS), z.array(z.string())),
  waivers: z.array(waiverUse),
  off: z.array(z.strictObject({ rule: z.string(), findings: count })),
  allowedBy: z
    .strictObject({ name: z.string(), version: z.string(), sha256, reason: z.string().exactOptional() })
    .exactOptional(),
}) satisfies z.ZodType<ScanReport>;

/** The schema of a report as `scan --format json` writes it, for tools that read it. */
export function reportJsonSchema(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(reportSchema);
}
