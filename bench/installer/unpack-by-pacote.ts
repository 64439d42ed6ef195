// npm's own unpacking: `unpack-by-pacote.ts MODULE ARCHIVE INTEGRITY FOLDER CACHE`, where MODULE is pacote.
import { pathToFileURL } from 'node:url';
import { measure, printSample } from '../measure.ts';
import { parsePacote } from './parse-pacote.ts';

const [module = '', archive = '', integrity = '', folder = '', cache = ''] = process.argv.slice(2);
const pacote = parsePacote(await import(pathToFileURL(module).href));
printSample(await measure(() => pacote.extract(`file:${archive}`, folder, { integrity, cache })));
