// Stages a file for a branch, says so, and commits it.
import { openGitStore } from '../src/lib/git-store.ts';

const [, , dir = '', branch = ''] = process.argv;
const store = openGitStore({ dir, branch });
const bytes = new TextEncoder().encode('never seen');

await store.create('metadata/2.snapshot.json', bytes);
process.stdout.write('staged\n');
const stored = await store.read('metadata/timestamp.json');
await store.replace('metadata/timestamp.json', bytes, stored?.etag);
process.stdout.write('committed\n');
