// Installs sets of plugins one after another until it is killed.
import { openPluginStore } from '../src/lib/open-plugin-store.ts';
import { addToStore, makePlugin, setOf } from './plugin-fixture.ts';

const [, , pluginsDir = '', seed = '0'] = process.argv;
const store = openPluginStore(pluginsDir);
process.stdout.write('ready\n');

for (let round = 0; ; round += 1) {
  await store.withLock('install', async () => {
    const fixtures = ['one', 'two'].map((name) => makePlugin(name, `1.${seed}.${round}`));
    for (const fixture of fixtures) await addToStore(store, fixture);
    await store.activate(setOf(...fixtures));
    const [first] = await store.generations();
    if (round % 3 === 2 && first !== undefined) await store.switchTo(first);
  });
  process.stdout.write('installed\n');
}
