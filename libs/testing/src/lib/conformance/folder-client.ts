import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versionOf, type ConformanceClient } from './conformance-client.ts';

/** Runs one command of the conformance protocol, and resolves to its exit code. */
export type RunProtocol = (argv: readonly string[], now: Date) => Promise<number>;

/** A client that is reached by the protocol of the suite alone: its arguments, its exit code, and the files it leaves. */
export class FolderClient implements ConformanceClient {
  readonly metadataDir: string;
  readonly targetDir: string;
  readonly #folder: string;
  readonly #url: string;
  readonly #run: RunProtocol;

  /** `url` is that of the repository, without a trailing slash. */
  constructor(folder: string, url: string, run: RunProtocol) {
    this.#folder = folder;
    this.#url = url;
    this.#run = run;
    this.metadataDir = join(folder, 'metadata');
    this.targetDir = join(folder, 'targets');
  }

  async init(trustedRoot: Uint8Array): Promise<number> {
    await mkdir(this.metadataDir);
    await mkdir(this.targetDir);
    const file = join(this.#folder, 'initial_root.json');
    await writeFile(file, trustedRoot);
    return this.#run(['--metadata-dir', this.metadataDir, 'init', file], new Date());
  }

  refresh(now = new Date()): Promise<number> {
    return this.#run([...this.#metadataOptions(), 'refresh'], now);
  }

  download(...names: readonly string[]): Promise<number> {
    const targets = [
      ...names.flatMap((name) => ['--target-name', name]),
      ...['--target-dir', this.targetDir],
      ...['--target-base-url', `${this.#url}/targets/`],
    ];
    return this.#run([...this.#metadataOptions(), ...targets, 'download'], new Date());
  }

  async trustedRoles(): Promise<readonly (readonly [string, number])[]> {
    const names = (await readdir(this.metadataDir)).filter((name) => name.endsWith('.json')).sort();
    return Promise.all(
      names.map(async (name) => {
        const bytes = await readFile(join(this.metadataDir, name));
        return [name.slice(0, -'.json'.length), versionOf(bytes)] as const;
      }),
    );
  }

  async bytesOf(role: string): Promise<Uint8Array | undefined> {
    const files = await readdir(this.metadataDir);
    return files.includes(`${role}.json`) ? readFile(join(this.metadataDir, `${role}.json`)) : undefined;
  }

  async downloaded(): Promise<readonly Uint8Array[]> {
    const entries = await readdir(this.targetDir, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const files = await Promise.all(
      paths.map(async (path) => ({
        at: (await stat(path, { bigint: true })).mtimeNs,
        bytes: await readFile(path),
      })),
    );
    return files.sort((a, b) => Number(a.at - b.at)).map(({ bytes }) => bytes);
  }

  #metadataOptions(): readonly string[] {
    return ['--metadata-url', `${this.#url}/metadata/`, '--metadata-dir', this.metadataDir];
  }
}
