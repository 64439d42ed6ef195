// tuf-js as it is, as a program that prints what its work cost, start-up left out:
// `tuf-js.ts verify REPOSITORY ROUNDS`, `tuf-js.ts download ROOT URL DIR TARGET ROUNDS`, `tuf-js.ts refuse ROOT URL DIR`.
// It must never load our client, which replaces parts of @tufjs/models for the whole process.
import { copyFile, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Metadata, MetadataKind } from '@tufjs/models';
import { Updater } from 'tuf-js';
import { measure, printSample } from '../measure.ts';
import { parseTufJson } from './parse-tuf-json.ts';

const [command = '', ...args] = process.argv.slice(2);
switch (command) {
  case 'verify':
    await verify(args);
    break;
  case 'download':
    await download(args);
    break;
  case 'refuse':
    await refuse(args);
    break;
  default:
    throw new Error(`unknown command: ${command}`);
}

async function verify([repository = '', rounds = '1']: readonly string[]): Promise<void> {
  const read = (name: string) => readFile(join(repository, 'metadata', name), 'utf8');
  const root = Metadata.fromJSON(MetadataKind.Root, parseTufJson(await read('1.root.json')));
  const content = await read('1.targets.json');
  for (let round = 0; round < Number(rounds); round += 1) {
    printSample(
      await measure(() => {
        root.verifyDelegate('targets', Metadata.fromJSON(MetadataKind.Targets, parseTufJson(content)));
        return Promise.resolve();
      }),
    );
  }
}

async function download([
  root = '',
  url = '',
  dir = '',
  path = '',
  rounds = '1',
]: readonly string[]): Promise<void> {
  for (let round = 0; round < Number(rounds); round += 1) {
    const folder = await mkdtemp(join(dir, 'client-'));
    printSample(
      await measure(async () => {
        const updater = await openUpdater(root, url, folder);
        await updater.refresh();
        const target = await updater.getTargetInfo(path);
        if (target === undefined) throw new Error(`the metadata does not name ${path}`);
        await updater.downloadTarget(target);
      }),
    );
  }
}

async function refuse([root = '', url = '', dir = '']: readonly string[]): Promise<void> {
  const updater = await openUpdater(root, url, dir);
  printSample(
    await measure(async () => {
      const isAccepted = await updater.refresh().then(
        () => true,
        () => false,
      );
      if (isAccepted) throw new Error('was not refused');
    }),
  );
}

async function openUpdater(root: string, url: string, dir: string): Promise<Updater> {
  const [metadataDir, targetDir] = [join(dir, 'metadata'), join(dir, 'targets')];
  for (const folder of [metadataDir, targetDir]) await mkdir(folder, { recursive: true });
  await copyFile(root, join(metadataDir, 'root.json'));
  return new Updater({
    metadataDir,
    targetDir,
    metadataBaseUrl: `${url}/metadata`,
    targetBaseUrl: `${url}/targets`,
  });
}
