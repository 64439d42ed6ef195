import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

const run = (call: string): ReturnType<typeof js> => js(`const cp = require('child_process'); cp.${call};`);

describe('ANA-005 code that runs and was not read', () => {
  it.each([
    ['Python at install', manifest({ scripts: { postinstall: 'python3 setup.py' } }), 'high package.json'],
    ['Python that code starts', run(`spawn('python', [__dirname + '/tool.py'])`), 'medium index.js'],
    ['Perl on a command line', run(`exec('perl -e "print 1"')`), 'medium index.js'],
    ['a VBScript by its name', run(`exec('a.vbs')`), 'medium index.js'],
    ['a Java archive', run(`execFile('java', ['-jar', 'tool.jar'])`), 'medium index.js'],
  ])('finds %s', (_name, files, hit) => {
    expect(hitsOf('ANA-005', files)).toEqual([hit]);
  });

  it.each([
    ['Python that a developer starts', manifest({ scripts: { docs: 'python3 docs/build.py' } })],
    ['a question for the version', run(`execFileSync('python3', ['--version'])`)],
    ['Node.js', run(`spawn('node', ['-e', 'console.log(1)'])`)],
    ['a shell', run(`exec('sh ./build.sh')`)],
    ['a text that speaks of Python', js(`console.log('run python setup.py');`)],
  ])('passes %s', (_name, files) => {
    expect(hitsOf('ANA-005', files)).toEqual([]);
  });
});
