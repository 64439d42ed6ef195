import { constants, createPublicKey, verify } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublicKey } from '@ragnos-vault/crypto';
import { keysOf } from '@ragnos-vault/metadata';
import type { RepositoryState, SignedRole, TopLevelRole } from '@ragnos-vault/metadata';
import type { Phase } from '../harness.ts';
import { must, mustBeThere, mustRefuse } from '../expect.ts';
import { ask } from '../http-exchange.ts';
import { changesBetween, mustBeSame, readTree } from '../tree.ts';
import { liveState } from '../world/live-state.ts';
import { writeGreeter } from '../world/plugin-sources.ts';
import { serveVault } from '../world/site.ts';
import { makeVault, publish, publishFirst } from '../world/vault.ts';
import type { World } from '../world/world.ts';
import { noticeAddedFile, noticeChangedFile, noticeChangedMode } from './tampered-disk.ts';

const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];

export const PROPERTIES: Phase = {
  name: 'Security properties',
  lines: [
    { name: 'signatures are RSA-PSS, salt 32, by keys of 3072 bits', work: checkSignatures },
    { name: 'private keys are open to their owner alone', work: checkKeyModes },
    { name: 'private keys are never served', work: keepKeysPrivate },
    { name: 'a publish overwrites timestamp.json and nothing else', work: overwriteOnlyTimestamp },
    { name: 'the same plugin from another folder is `unchanged`', work: publishAgain },
    { name: 'other bytes under a published version are refused', work: refuseOtherBytes },
    { name: 'rollback notices a changed file, and the live set stays', work: noticeChangedFile },
    { name: 'verify notices a file that was added to an installed plugin', work: noticeAddedFile },
    { name: 'verify notices a file that became executable', work: noticeChangedMode },
  ],
};

/** With node:crypto alone, so that no code of ours vouches for itself. */
async function checkSignatures(world: World): Promise<string> {
  await publishFirst(world);
  const state = await liveState(world);
  for (const role of ROLES) mustBePss(role, state);
  return '4 roles, also by node:crypto';
}

function mustBePss(role: TopLevelRole, state: RepositoryState): void {
  const document: SignedRole<unknown> = state[role];
  const [keyId = ''] = keysOf(state.root.signed, role).keyIds;
  const key = rsaKey(mustBeThere(state.root.signed.keys.get(keyId), `key of ${role}`));
  must(key.asymmetricKeyDetails?.modulusLength === 3072, `the key of ${role} has another size`);
  const signature = Buffer.from(document.signatures.get(keyId) ?? '', 'hex');
  const isSigned = (saltLength: number): boolean => {
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
    return verify('sha256', document.payload, options, signature);
  };
  must(isSigned(32), `${role} is not signed with a salt of 32`);
  must(![0, 20, 48, 64].some(isSigned), `${role} is signed with another salt as well`);
}

function rsaKey({ keytype, scheme, keyval }: PublicKey): ReturnType<typeof createPublicKey> {
  must(keytype === 'rsa' && scheme === 'rsassa-pss-sha256', `a key is ${keytype} with ${scheme}`);
  return createPublicKey(keyval.public);
}

async function checkKeyModes(world: World): Promise<string> {
  const keys = join((await makeVault(world)).dir, 'keys');
  const names = (await readdir(keys)).filter((name) => name.endsWith('.pem'));
  must(names.length === 4, `4 key files expected, not ${names.length}`);
  if (process.platform === 'win32') return '4 key files; this system keeps no modes';
  for (const name of names) must((await modeOf(join(keys, name))) === '600', `${name} is open to others`);
  must((await modeOf(keys)) === '700', 'the folder of the keys is open to others');
  return 'files 0600, folder 0700';
}

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

async function keepKeysPrivate(world: World): Promise<string> {
  const { url, vault } = await serveVault(world);
  const files = [...(await readTree(vault.dir)).keys()].filter((path) => !path.startsWith('repository/'));
  must(
    files.some((path) => path.startsWith('keys/')),
    'the vault has no keys',
  );
  const prefixes = ['/', '/repository/', '/../', '/metadata/../../', '/targets/%2e%2e/%2e%2e/', '//'];
  const paths = files.flatMap((file) => prefixes.map((prefix) => `${prefix}${file}`));
  for (const path of paths) {
    const { status, body } = await ask(url, { path });
    must(status >= 400 && !body.includes('KEY'), `${path} is answered with ${status}`);
  }
  return `${files.length} files, ${paths.length} attempts`;
}

async function overwriteOnlyTimestamp(world: World): Promise<string> {
  await publishFirst(world);
  const { repositoryDir } = await makeVault(world);
  const before = await readTree(repositoryDir);
  const { report } = await publish(world, [await writeGreeter(world, '1.2.0')]);
  must(report.status === 'published', `1.2.0 is ${report.status}`);
  const after = await readTree(repositoryDir);
  const overwritten = changesBetween(before, after).filter((path) => before.has(path));
  must(overwritten.join() === 'metadata/timestamp.json', `overwritten: ${overwritten.join(', ')}`);
  return `${after.size - before.size} files added, 1 swapped`;
}

async function publishAgain(world: World): Promise<string> {
  await publishFirst(world);
  const { repositoryDir } = await makeVault(world);
  const before = await readTree(repositoryDir);
  const { report } = await publish(world, [await writeGreeter(world, '1.0.0')]);
  must(report.status === 'unchanged', `published again it is ${report.status}`);
  mustBeSame('the repository', before, await readTree(repositoryDir));
  return 'nothing was written';
}

async function refuseOtherBytes(world: World): Promise<string> {
  await publishFirst(world);
  const { repositoryDir } = await makeVault(world);
  const before = await readTree(repositoryDir);
  const source = await writeGreeter(world, '1.0.0', ', improved');
  const { code } = await mustRefuse('ERR_VERSION_EXISTS', () => publish(world, [source]));
  mustBeSame('the repository', before, await readTree(repositoryDir));
  return code;
}
