import { z } from 'zod';

// What the command prints with `--json`, as far as it is asserted here.

const finding = z.object({
  rule: z.string(),
  severity: z.string(),
  path: z.string(),
  message: z.string(),
  blocks: z.literal(true).optional(),
});

const scanReport = z.object({
  name: z.string(),
  version: z.string(),
  sha256: z.string(),
  verdict: z.enum(['pass', 'allowed', 'block']),
  complete: z.boolean(),
  findings: z.array(finding),
  files: z.number(),
  bytes: z.number(),
});

const publishReport = z.object({
  status: z.enum(['published', 'unchanged']),
  plugins: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      status: z.enum(['published', 'unchanged']),
      targetPath: z.string(),
      sha256: z.string(),
      scan: z.object({ verdict: z.string() }),
    }),
  ),
});

const installReport = z.object({
  status: z.enum(['installed', 'unchanged']),
  generation: z.number(),
  plugins: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      vendor: z.string(),
      shortName: z.string(),
      sha256: z.string(),
    }),
  ),
});

const listReport = z.object({
  current: z
    .object({ number: z.number(), plugins: z.array(z.object({ name: z.string(), version: z.string() })) })
    .optional(),
});

const errorReport = z.object({ code: z.string(), message: z.string() });
const serveEvent = z.object({ type: z.string(), url: z.string().optional() });

export type ScanReport = z.infer<typeof scanReport>;
export type PublishReport = z.infer<typeof publishReport>;
export type InstallReport = z.infer<typeof installReport>;
export type ListReport = z.infer<typeof listReport>;

export function parseScanReport(text: string): ScanReport {
  return scanReport.parse(JSON.parse(text));
}

export function parsePublishReport(text: string): PublishReport {
  return publishReport.parse(JSON.parse(text));
}

export function parseInstallReport(text: string): InstallReport {
  return installReport.parse(JSON.parse(text));
}

export function parseListReport(text: string): ListReport {
  return listReport.parse(JSON.parse(text));
}

/** The code of a refusal. */
export function parseErrorCode(text: string): string {
  return errorReport.parse(JSON.parse(text)).code;
}

export function parseServeEvent(line: string): z.infer<typeof serveEvent> {
  return serveEvent.parse(JSON.parse(line));
}
