import { describe, expect, it } from '@jest/globals';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, RULES, scan, type Severity } from '../../index.ts';

/** What it is, the plugin, and the severity where it is not the rule's own. */
type Case = readonly [what: string, plugin: PluginSketch, severity?: Severity];

interface Cases {
  readonly seen: readonly Case[];
  readonly unseen: readonly Case[];
}

const NAMES = Array.from({ length: 14 }, (_, index) => `_0x${(0x1a2b + index * 7).toString(16)}`);

const rotation = (body: string): string => `
  (function (list, goal) {
    const table = list();
    while (true) {
      try {
        ${body}
        if (sum === goal) break;
        else table.push(table.shift());
      } catch (error) { table.push(table.shift()); }
    }
  })(strings, 0x5a5a5);`;

const CASES: Readonly<Record<string, Cases>> = {
  'OBF-001': {
    seen: [
      ['the names of obfuscator.io', NAMES.map((name, index) => `var ${name} = ${index};`).join('\n')],
      ['six characters only', '[][(![]+[])[+[]]+(![]+[])[!+[]+!+[]]]'.repeat(14).replaceAll('][][', ']+[][')],
      ['jjencode', '$=~[];$={___:++$,$$$$:(![]+"")[$]};'],
      ['faces', '\uff9f\u03c9\uff9f\uff89 = 1;'],
      [
        'a packer',
        `eval(function(p,a,c,k,e,d){while(c--)if(k[c])p=p.replace(new RegExp(c,'g'),k[c]);return p}('0(1)',2,2,'alert|x'.split('|'),0,{}))`,
      ],
    ],
    unseen: [
      [
        'minified code',
        'var a=1,b=2,c=function(d,e){return d+e};!function(){for(var f=0;f<9;f++)c(f,a+b)}();',
      ],
      ['a few such names', 'const _0x1a2b = 1, _0x1a2c = 2; module.exports = _0x1a2b + _0x1a2c;'],
      ['numbers in hexadecimal', NAMES.map((name) => `f(${name.slice(1)});`).join('')],
      ['a table of brackets', `module.exports = [${'[[],[]],'.repeat(30)}];`],
      ['eval of a function that is no packer', 'eval((function (x) { return x; })("1 + 1"));'],
    ],
  },
  'OBF-002': {
    seen: [
      ['a checksum in a loop', rotation('const sum = parseInt(read(1)) / 1 + parseInt(read(2)) / 2;')],
      [
        'brackets',
        rotation('const sum = parseInt(read(1)) + parseInt(read(2));').replaceAll(
          'table.push(table.shift())',
          `table['push'](table['shift']())`,
        ),
      ],
      [
        'another loop',
        rotation('const sum = parseInt(a()) * parseInt(b());').replace('while (true)', 'for (;;)'),
      ],
    ],
    unseen: [
      [
        'a queue that goes round',
        'module.exports = (queue) => { for (let i = 0; i < 3; i += 1) queue.push(queue.shift()); };',
      ],
      [
        'numbers that are read in a loop',
        'let sum = 0; for (const word of words) sum += parseInt(word) + parseInt(word, 8);',
      ],
      [
        'both, apart from one another',
        'for (const a of b) parseInt(a) + parseInt(a); for (;;) { list.push(list.shift()); break; }',
      ],
      ['two queues', 'while (x) { parseInt(x) + parseInt(x); a.push(b.shift()); }'],
    ],
  },
  'OBF-003': {
    seen: [
      ['a module in two pieces', `require('child_' + 'process').exec('id');`],
      ['a module in a list', `require(['child', 'process'].join('_'));`],
      ['a module in base64', `require(Buffer.from('Y2hpbGRfcHJvY2Vzcw==', 'base64').toString());`],
      [
        'a module that a function decodes',
        `function e(r) { return Buffer.from(r, 'hex').toString(); } require(e('6368696c645f70726f63657373'));`,
      ],
      ['any module whose name is decoded', `const names = load(); require(atob(names[3]));`],
      ['a property of the global object', `globalThis['ev' + 'al']('1');`],
      ['a property of process', `process['main' + 'Module'].require('fs');`],
      ['an import', `import('node:' + 'vm');`],
    ],
    unseen: [
      ['a file of the plugin', `for (const name of ['a', 'b']) require('./lib/' + name + '.js');`],
      ['a name that is not known', `module.exports = (name) => require(name);`],
      ['a harmless module in two pieces', `require('pa' + 'th'); require(\`node:\${'os'}\`);`],
      [
        'a name that is written',
        `globalThis['eval']; process['mainModule']; require('child_process')['exec']('git status');`,
      ],
      ['an object of its own', `const handlers = { exec() {} }; handlers['ex' + 'ec']();`],
    ],
  },
};

function severitiesOf(rule: string, plugin: PluginSketch): readonly Severity[] {
  const input = { files: pluginFiles(plugin), name: 'plugin', version: '1.0.0', sha256: '0'.repeat(64) };
  const { findings } = scan(input, DEFAULT_POLICY);
  return findings.filter((finding) => finding.rule === rule).map(({ severity }) => severity);
}

describe.each(Object.entries(CASES))('%s', (rule, { seen, unseen }) => {
  const own = RULES.find(({ id }) => id === rule)?.severity;

  it.each(seen)('sees %s', (...[, plugin, severity]) => {
    expect(severitiesOf(rule, plugin)).toContain(severity ?? own);
  });

  it.each(unseen)('passes over %s', (...[, plugin]) => {
    expect(severitiesOf(rule, plugin)).toEqual([]);
  });
});

it('has three cases of either kind for every rule of the family', () => {
  const family = RULES.map(({ id }) => id).filter((id) => /^OBF-/.test(id));
  expect(Object.keys(CASES)).toEqual(family);
  for (const { seen, unseen } of Object.values(CASES)) {
    expect(Math.min(seen.length, unseen.length)).toBeGreaterThanOrEqual(3);
  }
});
