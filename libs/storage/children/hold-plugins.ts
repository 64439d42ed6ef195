// Opens the live set, says its number, and holds it until it is told to go, or killed.
import { once } from 'node:events';
import { openPlugins } from '../src/lib/open-plugins.ts';

const [, , pluginsDir = ''] = process.argv;

const opened = await openPlugins(pluginsDir);
process.stdout.write(`${opened.generation.number}\n`);
await once(process.stdin, 'data');
process.stdin.destroy();
await opened.close();
