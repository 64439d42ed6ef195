import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { inspectPointer, readPointer, writePointer, type PointerKind } from './current-pointer.ts';
import { pluginLayout, type PluginLayout } from './plugin-layout.ts';

let layout: PluginLayout;

beforeEach(() => {
  layout = pluginLayout(mkdtempSync(join(tmpdir(), 'current-pointer-')));
  mkdirSync(layout.staging);
});

afterEach(() => rmSync(layout.root, { recursive: true }));

describe.each<{ kind: PointerKind }>([{ kind: 'link' }, { kind: 'file' }])(
  'the pointer as a $kind',
  ({ kind }) => {
    const put = (text: string) =>
      kind === 'link' ? symlinkSync(text, layout.current) : writeFileSync(layout.current, text);

    it('is absent, then what was written last, and leaves nothing in staging', async () => {
      expect(await readPointer(layout, kind)).toBeUndefined();
      await writePointer(layout, 1, kind);
      await writePointer(layout, 12, kind);
      expect(await readPointer(layout, kind)).toBe(12);
      expect(readdirSync(layout.staging)).toEqual([]);
    });

    it.each([
      'generations/0',
      'generations/01',
      'generations/1/..',
      '../generations/1',
      '/etc',
      'generations/x',
      'x',
    ])('refuses %s', async (text) => {
      put(text);
      await expect(readPointer(layout, kind)).rejects.toMatchObject({
        code: 'ERR_INSTALLED_CORRUPT',
        facts: { path: 'current' },
      });
    });

    it('refuses a folder in its place', async () => {
      mkdirSync(layout.current);
      await expect(readPointer(layout, kind)).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT' });
      expect(await inspectPointer(layout)).toBe('damaged');
    });
  },
);
