import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file of a worker beside the module of `url`, and as that is: TypeScript beside a source, a bundle beside a bundle. */
export function workerFile(name: string, url: string): string {
  const path = fileURLToPath(new URL(name, url));
  return `${path}${extname(fileURLToPath(url))}`;
}
