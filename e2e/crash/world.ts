import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initVault, publishPlugins } from '@ragnos-vault/api';
import { installVersion, perform, PLUGINS, REMAINING, type Operation, type Place } from './operations.ts';

/** A vault with three plugins, and for each operation a plugins folder as it is before. */
export interface World {
  readonly dir: string;
  /** A copy of the folder as it is before an operation. */
  readonly placeFor: (operation: Operation, name: string) => Place;
  readonly remove: () => void;
}

export async function createWorld(): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'ragnos-vault-crash-'));
  const vaultDir = join(dir, 'vault');
  const template = (operation: Operation): Place => ({
    vaultDir,
    pluginsDir: join(dir, 'before', operation),
  });
  await initVault({ repoDir: vaultDir, keyType: 'ed25519', threshold: 1, now: new Date() });
  await publish(vaultDir, '1.0.0');
  mkdirSync(template('install').pluginsDir, { recursive: true });
  for (const operation of ['update', 'remove', 'gc', 'repair'] as const)
    await installVersion('1.0.0', template(operation));
  await publish(vaultDir, '2.0.0');
  copy(template('update'), template('rollback'));
  await perform('update', template('rollback'));
  for (const version of ['2.0.0', '1.0.0']) await installVersion(version, template('gc'));
  damage(template('repair'));
  return {
    dir,
    placeFor: (operation, name) => {
      const place = { vaultDir, pluginsDir: join(dir, name, 'plugins') };
      rmSync(place.pluginsDir, { recursive: true, force: true });
      copy(template(operation), place);
      return place;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** What the live set may be: before and after. */
export function setsOf(operation: Operation): { readonly before: string; readonly after: string } {
  const [one, two] = ['1.0.0', '2.0.0'].map((version) =>
    PLUGINS.map((name) => `${name}@${version}`).join(' '),
  );
  const sets: Record<Operation, readonly (string | undefined)[]> = {
    install: ['', one],
    update: [one, two],
    remove: [one, REMAINING.map((name) => `${name}@1.0.0`).join(' ')],
    rollback: [two, one],
    gc: [one, one],
    repair: [one, one],
  };
  const [before = '', after = ''] = sets[operation];
  return { before, after };
}

function copy(from: Place, to: Place): void {
  cpSync(from.pluginsDir, to.pluginsDir, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
  });
}

async function publish(repoDir: string, version: string): Promise<void> {
  const plugins = PLUGINS.map((name) => {
    const folder = join(repoDir, '..', 'sources', version, name.replace('@acme/', ''));
    mkdirSync(join(folder, 'lib'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, main: 'lib/index.js' }));
    writeFileSync(join(folder, 'lib/index.js'), `module.exports = '${name} ${version}';\n`);
    return folder;
  });
  const passphrase = () => Promise.reject(new Error('the keys are not encrypted'));
  await publishPlugins({ repoDir, plugins, now: new Date(), env: {}, passphrase });
}

function damage({ pluginsDir }: Place): void {
  const main = join(pluginsDir, 'current/acme/alpha/lib/index.js');
  writeFileSync(main, `${readFileSync(main, 'utf8')}changed();\n`);
  rmSync(join(pluginsDir, 'current/_/gamma/lib/index.js'));
}
