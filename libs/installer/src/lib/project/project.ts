import { z } from 'zod';
import { parseFile } from './parse-file.ts';

const SHA256_ROOT = /^sha256:[0-9a-f]{64}$/;

const projectSchema = z.strictObject({
  $schema: z.string().optional(),
  repo: z
    .string()
    .min(1)
    .optional()
    .describe('an http(s) or file: address, or a folder relative to this file'),
  root: z
    .string()
    .min(1)
    .optional()
    .describe('the root.json that is trusted, relative to this file, or `sha256:` and the digest of one'),
  mirrors: z.array(z.string().min(1)).optional().describe('other places of the same repository'),
  map: z.string().min(1).optional().describe('instead of repo and root: a map.json (TAP 4)'),
  plugins: z.record(z.string(), z.string()).describe('plugins by name, each with a semver range'),
});

/** `ragnos-vault.json`: what a project wants, and whom it trusts for it. */
export type Project = Readonly<z.infer<typeof projectSchema>>;

export const PROJECT_FILE = 'ragnos-vault.json';

/** @throws ERR_CONFIG_INVALID */
export function parseProject(bytes: Uint8Array): Project {
  return parseFile(bytes, { schema: projectSchema, name: PROJECT_FILE });
}

/** Plugins in the order of their names, so that two people who add one make no conflict out of nothing. */
export function encodeProject(project: Project): Uint8Array {
  const plugins = Object.fromEntries(Object.entries(project.plugins).sort(([a], [b]) => (a < b ? -1 : 1)));
  return Buffer.from(`${JSON.stringify({ ...project, plugins }, undefined, 2)}\n`);
}

/** Whether `root` of a project is a digest rather than a file. */
export function isRootDigest(root: string): boolean {
  return SHA256_ROOT.test(root);
}

/** For editors. */
export function projectJsonSchema(): object {
  return z.toJSONSchema(projectSchema);
}
