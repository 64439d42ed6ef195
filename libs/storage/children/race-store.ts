// Tries one store call at a given instant and prints how it ended.
import { setTimeout as sleep } from 'node:timers/promises';
import { VaultError } from '@ragnos-vault/errors';
import { openDirectoryStore } from '../src/lib/directory-store.ts';

const [, , repositoryDir = '', verb = '', content = '', etag = '', start = '0'] = process.argv;
const store = openDirectoryStore(repositoryDir);
const bytes = new TextEncoder().encode(content);
const path = 'metadata/timestamp.json';

await sleep(Number(start) - Date.now());
try {
  if (verb === 'create') await store.create(path, bytes);
  else await store.replace(path, bytes, etag === '' ? undefined : etag);
  process.stdout.write('won');
} catch (error) {
  process.stdout.write(error instanceof VaultError ? error.code : String(error));
}
