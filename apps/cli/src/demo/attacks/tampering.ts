import type { JsonObject } from '@ragnos-vault/crypto';
import {
  encodeRoot,
  encodeSnapshot,
  encodeTargets,
  encodeTimestamp,
  metadataPath,
  signRole,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { SignedRole } from '@ragnos-vault/metadata';
import { mustBeThere } from '../expect.ts';
import { archiveOf } from '../world/plugin-sources.ts';
import type { Attack } from './attack.ts';
import { forgeOnline, makeStrangersKey, sendAll } from './forge.ts';
import { LIVE_VERSION } from './stage.ts';

/** Metadata is changed after it was signed, or signed by somebody else. */
export const TAMPERING: readonly Attack[] = [
  {
    name: 'tampering: the version in timestamp.json is raised',
    code: 'ERR_TUF_SIGNATURE',
    plan({ live: { timestamp } }) {
      const { version, ...signed } = timestamp.signed;
      const edited = keepSignatures(timestamp, encodeTimestamp({ ...signed, version: version + 1 }));
      return { edits: sendAll([[TIMESTAMP_PATH, edited]]) };
    },
  },
  {
    name: 'tampering: the snapshot shall live ten years longer',
    code: 'ERR_TUF_HASH_MISMATCH',
    plan({ live: { snapshot } }) {
      const expires = new Date(snapshot.signed.expires);
      expires.setUTCFullYear(expires.getUTCFullYear() + 10);
      const edited = keepSignatures(snapshot, encodeSnapshot({ ...snapshot.signed, expires }));
      return { edits: sendAll([[metadataPath('snapshot', snapshot.signed.version), edited]]) };
    },
  },
  {
    name: 'tampering: targets.json names another hash for an archive',
    code: 'ERR_TUF_SIGNATURE',
    plan({ live: { targets } }) {
      const path = archiveOf(LIVE_VERSION);
      const { length } = mustBeThere(targets.signed.targets.get(path), path);
      const other = { length, hashes: new Map([['sha256', 'e'.repeat(64)]]) };
      const signed = { ...targets.signed, targets: new Map(targets.signed.targets).set(path, other) };
      const edited = keepSignatures(targets, encodeTargets(signed));
      return { edits: sendAll([[metadataPath('targets', targets.signed.version), edited]]) };
    },
  },
  {
    name: 'tampering: targets signed by a stranger, all else stolen',
    code: 'ERR_TUF_SIGNATURE',
    async plan({ live, vault }) {
      const version = live.targets.signed.version + 1;
      const online = await forgeOnline({ vault, state: live, targetsVersion: version });
      const signed = encodeTargets({ ...live.targets.signed, version });
      const targets = await signRole(signed, [await makeStrangersKey()]);
      return { edits: sendAll([...online, [metadataPath('targets', version), targets]]) };
    },
  },
  {
    name: "tampering: a new root, signed by a stranger's key",
    code: 'ERR_TUF_SIGNATURE',
    async plan({ live: { root } }) {
      const stranger = await makeStrangersKey();
      const own = { keyIds: [stranger.keyId], threshold: 1 };
      const roles = new Map([...root.signed.roles.keys()].map((role) => [role, own]));
      const keys = new Map([[stranger.keyId, stranger.publicKey]]);
      const signed = encodeRoot({ ...root.signed, version: 2, keys, roles });
      return { edits: sendAll([[metadataPath('root', 2), await signRole(signed, [stranger])]]) };
    },
  },
];

/** Other content under the signatures that were made for what it was. */
function keepSignatures({ signatures }: SignedRole<unknown>, signed: JsonObject): Uint8Array {
  const kept = [...signatures].map(([keyid, sig]) => ({ keyid, sig }));
  return new TextEncoder().encode(JSON.stringify({ signatures: kept, signed }));
}
