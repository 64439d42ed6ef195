import { keyIdOf, sha256Hex } from '@ragnos-vault/crypto';
import type { PublicKey, Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { payloadOf, withSignature } from '@ragnos-vault/metadata';
import { documentOf, openDraftFile } from './draft-file.ts';
import { rolesSignedTogether } from './submission-roles.ts';

/** A file that is to be signed, and which of its roles. */
export interface DraftInput {
  readonly file: Uint8Array;
  readonly role?: string;
}

export interface SignedDraft {
  /** The file, with the signatures in their place. */
  readonly file: Uint8Array;
  readonly roles: readonly string[];
  readonly keyId: string;
}

export interface DraftPayload {
  readonly role: string;
  /** What every key of the role signs. */
  readonly payload: Uint8Array;
  readonly sha256: string;
}

/** The exact bytes to sign, for a key that is not a file. @throws as `openDraftFile` and `documentOf` */
export async function draftPayload(input: DraftInput): Promise<DraftPayload> {
  const { role, document } = documentOf(await openDraftFile(input.file), input.role);
  const payload = payloadOf(document);
  return { role, payload, sha256: sha256Hex(payload) };
}

/**
 * Signs the roles of a draft that one key signs; what the signer answers is verified before it is put in.
 *
 * @throws as `openDraftFile` and `rolesSignedTogether`; ERR_SIGNATURE_INVALID; what the signer throws
 */
export async function signDraft(input: DraftInput, signer: Signer): Promise<SignedDraft> {
  const draft = await openDraftFile(input.file);
  const roles = rolesSignedTogether([...draft.documents.keys()], input.role);
  const changed = new Map<string, Uint8Array>();
  for (const role of roles) {
    const { document } = documentOf(draft, role);
    const signature = await signer.sign(payloadOf(document));
    changed.set(role, withSignature(document, { key: signer.publicKey, signature }));
  }
  return { file: await draft.replace(changed), roles, keyId: signer.keyId };
}

/**
 * Puts a signature into a draft that was made elsewhere: as raw bytes, or the same written in hex or Base64.
 *
 * @throws ERR_SIGNATURE_INVALID where it does not verify; as `openDraftFile` and `documentOf`
 */
export async function addSignature(
  input: DraftInput,
  made: { readonly key: PublicKey; readonly signature: Uint8Array },
): Promise<SignedDraft> {
  const draft = await openDraftFile(input.file);
  const { role, document } = documentOf(draft, input.role);
  const file = await draft.replace(new Map([[role, withSpelledSignature(document, made)]]));
  return { file, roles: [role], keyId: keyIdOf(made.key) };
}

/** Devices and clouds write signatures in hex or Base64 as often as in bytes: the one that verifies is meant. */
function withSpelledSignature(
  document: Uint8Array,
  { key, signature }: { readonly key: PublicKey; readonly signature: Uint8Array },
): Uint8Array {
  for (const bytes of spellingsOf(signature)) {
    try {
      return withSignature(document, { key, signature: bytes });
    } catch (error) {
      if (!(error instanceof VaultError) || error.code !== 'ERR_SIGNATURE_INVALID') throw error;
    }
  }
  return withSignature(document, { key, signature });
}

function spellingsOf(signature: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(signature).toString('latin1').replace(/\s+/g, '');
  return [
    ...(/^([0-9a-f]{2})+$/i.test(text) ? [Buffer.from(text, 'hex')] : []),
    ...(/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? [Buffer.from(text, 'base64')] : []),
  ];
}
