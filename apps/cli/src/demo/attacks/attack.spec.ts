import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt, type Line, type LineReport } from '../harness.ts';
import { createWorld, type World } from '../world/world.ts';
import { sendBytes } from './answers.ts';
import { attackLine, type Attack } from './attack.ts';
import { sendAll } from './forge.ts';
import { ROLLBACK } from './rollback.ts';

let dir: string;
let world: World;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'attack-spec-'));
  world = await createWorld({ tempRoot: dir, keyType: 'ed25519', now: () => new Date() });
});
afterAll(async () => {
  await world.remove();
  rmSync(dir, { recursive: true });
});

async function play(attack: Attack): Promise<LineReport> {
  const line: Line = attackLine(attack);
  return attempt(line, world);
}

/** What an attacker does who got in: every installed greeter is another afterwards. */
function changeInstalled(): void {
  for (const name of readdirSync(world.dir).filter((folder) => folder.startsWith('plugins-'))) {
    const set = join(world.dir, name, 'generations/1/acme/greeter');
    appendFileSync(join(set, 'index.js'), '// changed\n');
  }
}

describe('the line of an attack', () => {
  it('behaves where the attack is stopped by its code', async () => {
    for (const attack of ROLLBACK) {
      expect(await play(attack)).toMatchObject({ ok: true, detail: 'ERR_TUF_ROLLBACK' });
    }
  });

  it.each<{ name: string; attack: Omit<Attack, 'name'>; detail: RegExp }>([
    {
      name: 'nothing stopped it',
      attack: { code: 'ERR_TUF_ROLLBACK', plan: () => ({}) },
      detail: /it was not stopped; expected ERR_TUF_ROLLBACK/,
    },
    {
      name: 'it was stopped for another reason',
      attack: {
        code: 'ERR_TUF_EXPIRED',
        plan: ({ older }) => ({ edits: sendAll([[TIMESTAMP_PATH, older.timestamp.bytes]]) }),
      },
      detail: /expected ERR_TUF_EXPIRED, came ERR_TUF_ROLLBACK/,
    },
    {
      name: 'the consumer never met it',
      attack: {
        code: 'ERR_TARGET_NOT_FOUND',
        plan: () => ({
          specs: ['@acme/none'],
          edits: sendAll([['metadata/99.root.json', new Uint8Array()]]),
        }),
      },
      detail: /the attack was never met: metadata\/99\.root\.json/,
    },
    {
      name: 'it was stopped, but the installed set is another',
      attack: {
        code: 'ERR_TUF_ROLLBACK',
        plan: ({ older }) => ({
          edits: new Map([
            [
              TIMESTAMP_PATH,
              async (exchange) => {
                changeInstalled();
                await sendBytes(older.timestamp.bytes)(exchange);
              },
            ],
          ]),
        }),
      },
      detail: /the installed set changed: store\/.*index\.js/,
    },
  ])('does not behave where $name', async ({ attack, detail }) => {
    const report = await play({ name: 'an attack', ...attack });
    expect(report.ok).toBe(false);
    expect(report.detail).toMatch(detail);
    expect(report.detail).toMatch(/\(ERR_DEMO_FAILED\)$/);
  });
});
