import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

const elf = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0);
const payload = `require('child_process').exec('id')`;

const program = Buffer.concat([elf, Buffer.alloc(1000)]);
const picture = (behind: string): Uint8Array =>
  Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xae, 0x42, 0x60, 0x82),
    Buffer.from(behind),
  ]);

describe('CNT-002 content that is not what the name says', () => {
  it.each([
    ['JavaScript in .json', 'data/payload.json', payload],
    ['JavaScript in .txt', 'notes.txt', payload],
    ['JavaScript in .png', 'logo.png', payload],
    ['JavaScript behind the head of a picture', 'logo.gif', `GIF89a=1;${payload}`],
    ['a script in .svg', 'logo.svg', '#!/bin/sh\nid\n'],
    ['a program in .txt', 'notes.txt', elf],
    ['a program in .js', 'index.js', elf],
    ['code behind the end of a picture', 'logo.png', picture(`\n${payload};/* ${'a'.repeat(40)} */`)],
    ['a program in base64', 'data.txt', program.toString('base64')],
    ['an archive in .json', 'data.json', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)],
  ])('finds %s', (_name, path, content) => {
    expect(hitsOf('CNT-002', { ...manifest({}), [path]: content })).toEqual([`high ${path}`]);
  });

  it.each([
    ['JSON', 'data.json', '{"require": "process(1)"}'],
    ['JSON with comments', 'tsconfig.json', '{ // require("x")\n "a": [1,], }'],
    ['prose about code', 'README.md', '# Use\n\nCall `require("x")`, then `process.exit()`.\n'],
    ['a text of one word', 'LICENSE.txt', 'ISC'],
    ['a picture with a comment', 'logo.png', picture('Created with a program for pictures, version 1.0')],
    ['other data in base64', 'data.txt', Buffer.alloc(2000, 'TVqQ').toString('base64')],
    ['a picture', 'logo.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
    ['a picture of another kind', 'logo.png', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
  ])('passes %s', (_name, path, content) => {
    expect(hitsOf('CNT-002', { ...manifest({}), [path]: content })).toEqual([]);
  });
});
