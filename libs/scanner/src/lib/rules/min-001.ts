import { quote } from '../display-text.ts';
import { actionsOf } from '../javascript/actions.ts';
import { offsetOf } from '../javascript/node.ts';
import { severityIn } from './command-severity.ts';
import type { Rule } from '../rule.ts';

const POOL = /\bstratum\+(?:tcp|ssl|tls):\/\/[\w.-]+/i;
const MINER =
  /\b(?:xmrig|minerd|cpuminer|ethminer|nbminer|t-rex|phoenixminer|jsextension)\b(?=[^\n]*(?:\s-o\s|--url|--donate-level|--user|\s-u\s|pool))/i;

export const MIN_001: Rule = {
  id: 'MIN-001',
  title: 'Miner',
  severity: 'critical',
  what: 'The address of a mining pool in code that connects or starts programs, or a command that starts a miner.',
  why: 'It spends the machine of whoever installs it.',
  incident: 'ua-parser-js 2021',
  fix: 'There is no honest form of it in a plugin.',
  *checkProgram(analysis) {
    const { runs, sends } = actionsOf(analysis);
    if (runs.length + sends.length === 0) return;
    for (const { value, node } of analysis.program.strings) {
      const pool = POOL.exec(value)?.[0];
      if (pool !== undefined) yield { offset: offsetOf(node), message: `mines for ${quote(pool)}` };
    }
  },
  *checkCommand(command) {
    const found = POOL.exec(command.text) ?? MINER.exec(command.text);
    if (found !== null)
      yield { offset: found.index, message: `mines: ${quote(found[0])}`, ...severityIn(command) };
  },
};
