// The whole way of an install as a program: `install-by-us.ts VAULT PLUGINS_DIR` installs `@acme/bench`, and prints what
// that cost.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installPlugins } from '@ragnos-vault/api';
import { measure, printSample } from '../measure.ts';

const [repo = '', pluginsDir = ''] = process.argv.slice(2);
const trustedRoot = await readFile(join(repo, 'root.json'));
printSample(
  await measure(() =>
    installPlugins({ repo, trustedRoot, pluginsDir, specs: ['@acme/bench'], now: new Date() }),
  ),
);
