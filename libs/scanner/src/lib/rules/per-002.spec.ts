import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

describe('PER-002 reaches into AI agents or the editor', () => {
  it.each([
    ['instructions', `require('fs').appendFileSync('CLAUDE.md', text);`],
    [
      'a configuration at home',
      `const fs = require('fs'); fs.writeFileSync(require('path').join(require('os').homedir(), '.cursor', 'mcp.json'), c);`,
    ],
    ['tasks of the editor', 'require("fs").writeFileSync(`${root}/.vscode/tasks.json`, JSON.stringify(t));'],
    [
      'an agent that does not ask',
      `require('child_process').spawn('claude', ['--dangerously-skip-permissions', '-p', prompt]);`,
    ],
    [
      'a list of agents',
      `const { spawn } = require('child_process'); const all = { gemini: { cmd: 'gemini', args: ['--yolo', '-p', P] } }; for (const k in all) spawn(all[k].cmd, all[k].args);`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('PER-002', js(source))).toEqual(['critical index.js']);
  });

  it.each([
    ['reading them', `const t = require('fs').readFileSync('CLAUDE.md', 'utf8');`],
    [
      'files of other names',
      `require('fs').writeFileSync('docs/claude.md.html', t); require('fs').writeFileSync('.vscode.json', t);`,
    ],
    [
      'an option of its own',
      `if (process.argv.includes('--yes')) require('child_process').spawn('git', ['--yolo-mode']);`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('PER-002', js(source))).toEqual([]);
  });
});
