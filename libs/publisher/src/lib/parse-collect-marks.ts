import { parseJson } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { z } from 'zod';
import type { CollectMarks } from './collect-marks.ts';

/** Outside `metadata/` and `targets/`, so that it is no part of what is published. */
export const COLLECT_LIST_PATH = 'collect.json';
export const COLLECT_SCHEMA_VERSION = 1;

const time = z.iso.datetime().transform((text) => new Date(text));
const paths = z.array(z.string());

const document = z.strictObject({
  schemaVersion: z.literal(COLLECT_SCHEMA_VERSION),
  revision: z.string(),
  marked: z.array(z.strictObject({ at: time, paths })),
  sweep: z.strictObject({ id: z.string(), since: time, paths }).optional(),
});

/** Reads the list of unused files. @throws ERR_COLLECT_LIST */
export function parseCollectMarks(bytes: Uint8Array): CollectMarks {
  const result = document.safeParse(parseStrictJson(bytes));
  if (!result.success) throw invalid(result.error);
  const { revision, marked, sweep } = result.data;
  return {
    revision,
    marked: new Map(marked.flatMap(({ at, paths }) => paths.map((path) => [path, at] as const))),
    ...(sweep !== undefined && { sweep }),
  };
}

function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch (cause) {
    throw invalid(cause);
  }
}

function invalid(cause: unknown): VaultError {
  return new VaultError('ERR_COLLECT_LIST', `not a list of unused files: ${COLLECT_LIST_PATH}`, {
    facts: { path: COLLECT_LIST_PATH },
    cause,
  });
}
