// Serves a repository as a process of its own: `serve.ts FOLDER`. It tells its parent where, and on every message that
// it gets from there, how many bytes of metadata it has served so far.
import { createRepositoryServer } from '@ragnos-vault/server';

let metadataBytes = 0;
const server = createRepositoryServer({
  repositoryDir: process.argv[2] ?? '',
  onRequest: ({ path, bytes }) => {
    if (path.startsWith('/metadata/')) metadataBytes += bytes;
  },
});
const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
process.send?.(url);
process.on('message', () => process.send?.(metadataBytes));
process.on('disconnect', () => process.exit());
