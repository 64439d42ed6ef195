// Stands in for an action of somebody else where workflows run without network: keeps in the folder $STAND_INS what the real one
// would keep on a server. Which action it is, $STAND_IN says.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execFileSync } from 'node:child_process';

const kept = process.env['STAND_INS'] ?? '';
const input = (name: string): string => process.env[`INPUT_${name.toUpperCase()}`] ?? '';

const ACTIONS: Readonly<Record<string, () => void | Promise<void>>> = {
  'actions/setup-node': () => undefined,
  'actions/upload-artifact': () => {
    keep(input('path'), join('artifacts', input('name')));
  },
  'actions/download-artifact': async () => {
    const folder = join(kept, 'artifacts', input('name'));
    if (existsSync(folder)) cpSync(folder, input('path'), { recursive: true });
    else unzip(await fetchArtifact(input('name')), input('path'));
  },
  'actions/attest-build-provenance': () => {
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, 'attested'), input('subject-path'));
  },
  'actions/upload-pages-artifact': () => {
    keep(input('path'), 'pages');
  },
  'actions/deploy-pages': () => {
    if (!existsSync(join(kept, 'pages'))) throw new Error('nothing was uploaded to be deployed');
    keep(join(kept, 'pages'), 'deployed');
  },
  'github/codeql-action/upload-sarif': () => {
    keep(input('sarif_file'), 'report.sarif');
  },
};

await ACTIONS[process.env['STAND_IN'] ?? '']?.();

function keep(path: string, name: string): void {
  cpSync(path, join(kept, name), { recursive: true });
}

/** What our own action has uploaded lies with the fake service of the run. */
async function fetchArtifact(name: string): Promise<Uint8Array> {
  const answer = await fetch(`${process.env['STAND_IN_ARTIFACTS'] ?? ''}/${encodeURIComponent(name)}`);
  if (!answer.ok) throw new Error(`no artifact is called ${name}`);
  return new Uint8Array(await answer.arrayBuffer());
}

function unzip(bytes: Uint8Array, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'artifact.zip');
  writeFileSync(archive, bytes);
  execFileSync('python3', ['-m', 'zipfile', '--extract', basename(archive), '.'], { cwd: folder });
}
