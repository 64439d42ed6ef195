import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSummary } from './write-summary.ts';

const before = process.env['GITHUB_STEP_SUMMARY'];
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'write-summary-'));
  // The toolkit reads this variable itself, once.
  process.env['GITHUB_STEP_SUMMARY'] ??= join(dir, 'page.md');
  await writeFile(process.env['GITHUB_STEP_SUMMARY'], '');
});
afterEach(async () => {
  await rm(dir, { recursive: true });
  if (before === undefined) delete process.env['GITHUB_STEP_SUMMARY'];
});

describe('writeSummary', () => {
  it('puts what is too long for the page into a file, whole, and a short page names it', async () => {
    const page = process.env['GITHUB_STEP_SUMMARY'] ?? '';
    const file = join(dir, 'whole.md');
    const long = `# Title\n\n${'x'.repeat(1_100_000)}\n`;
    await writeSummary(long, { file, env: { GITHUB_STEP_SUMMARY: page } });
    expect(await readFile(file, 'utf8')).toBe(long);
    const shown = await readFile(page, 'utf8');
    expect(shown.length).toBeLessThan(1000);
    expect(shown).toContain('# Title');
    expect(shown).toContain(file);
  });

  it('writes nothing where there is no page', async () => {
    const file = join(dir, 'whole.md');
    await writeSummary('# Title\n\n', { file, env: {} });
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
