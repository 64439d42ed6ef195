import { getState } from '@actions/core';
import { saveArchives } from '@ragnos-vault/actions-kit';

// The main step says what is to be kept; where it found everything, or failed, that is nothing.
const [dir, key, pluginsDir, digests] = ['dir', 'key', 'pluginsDir', 'digests'].map((name) => getState(name));
if (dir && key && pluginsDir && digests)
  void saveArchives({ dir, key }, { pluginsDir, digests: digests.split(' ') }).finally(() => process.exit(0));
