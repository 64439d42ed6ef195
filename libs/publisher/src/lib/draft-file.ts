import { VaultError } from '@ragnos-vault/errors';
import { typeOf } from '@ragnos-vault/metadata';
import { parseSubmission } from './parse-submission.ts';
import { withSubmissionRoles } from './submission-roles.ts';

/** Metadata in the file that carries it from key to key. */
export interface DraftFile {
  /** TUF envelopes by the role whose keys sign them. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  /** The whole file again, with these documents in place of the old ones. */
  readonly replace: (changed: ReadonlyMap<string, Uint8Array>) => Promise<Uint8Array>;
}

/**
 * Opens whatever `payload`, `sign` and `add-signature` work on, and is the one place that tells its formats apart: the
 * metadata of one role, or a submission.
 *
 * @throws ERR_TUF_METADATA_INVALID, and what `parseSubmission` throws.
 */
export async function openDraftFile(bytes: Uint8Array): Promise<DraftFile> {
  return isGzip(bytes) ? openSubmission(bytes) : openEnvelope(bytes);
}

/** The role that is meant; it must be named where a file holds several. @throws ERR_USAGE */
export function documentOf(
  { documents }: DraftFile,
  role: string | undefined,
): { readonly role: string; readonly document: Uint8Array } {
  const [only, ...others] = documents.keys();
  const named = role ?? (others.length === 0 ? only : undefined);
  const document = named === undefined ? undefined : documents.get(named);
  if (named !== undefined && document !== undefined) return { role: named, document };
  const roles = [...documents.keys()].join(', ');
  throw new VaultError('ERR_USAGE', `name one of the roles of this file with --role: ${roles}`, {
    facts: { roles },
  });
}

function openEnvelope(bytes: Uint8Array): DraftFile {
  const role = typeOf(bytes);
  return {
    documents: new Map([[role, bytes]]),
    replace: (changed) => Promise.resolve(changed.get(role) ?? bytes),
  };
}

async function openSubmission(bytes: Uint8Array): Promise<DraftFile> {
  const { roles } = await parseSubmission(bytes);
  return {
    documents: new Map([...roles].map(([role, document]) => [role, document.bytes])),
    replace: (changed) => withSubmissionRoles(bytes, (role, document) => changed.get(role) ?? document),
  };
}

function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}
