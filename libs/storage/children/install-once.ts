// Installs one plugin of a given size and prints how it ended.
import { VaultError } from '@ragnos-vault/errors';
import { openPluginStore } from '../src/lib/open-plugin-store.ts';
import { addToStore, makePlugin, setOf } from './plugin-fixture.ts';

const [, , pluginsDir = '', size = '0'] = process.argv;
const store = openPluginStore(pluginsDir);
const content = Buffer.alloc(Number(size), 'packs well ');
const fixture = makePlugin('large', '1.0.0', [{ path: 'large.txt', mode: 0o644, content }]);

try {
  await store.withLock('install', async () => {
    await addToStore(store, fixture);
    await store.activate(setOf(fixture));
  });
  process.stdout.write('installed');
} catch (error) {
  process.stdout.write(error instanceof VaultError ? error.code : String(error));
}
