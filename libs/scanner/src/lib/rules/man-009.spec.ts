import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

const task = (command: string): string =>
  `{ // tasks\n "tasks": [{ "label": "a", "command": "${command}", "runOptions": { "runOn": "folderOpen" } }] }`;

describe('MAN-009 settings that make a tool run something', () => {
  it.each([
    ['a shell for scripts', '.npmrc', 'script-shell = ./x.sh\n', 'high .npmrc'],
    ['a program for git', '.npmrc', 'loglevel=error\ngit=./git.js\n', 'high .npmrc'],
    ['options of Node.js', 'sub/.npmrc', 'node-options=--require ./x.js', 'high sub/.npmrc'],
    ['a token', '.npmrc', '//registry.example.invalid/:_authToken=npm_abc', 'medium .npmrc'],
    ['a yarn of its own', '.yarnrc.yml', 'yarnPath: .yarn/releases/yarn.cjs', 'high .yarnrc.yml'],
    ['hooks of pnpm', '.pnpmfile.cjs', 'module.exports = {}', 'medium .pnpmfile.cjs'],
    ['a file of direnv', '.envrc', 'echo', 'medium .envrc'],
    ['a task that starts a program', '.vscode/tasks.json', task('node a.woff2'), 'high .vscode/tasks.json'],
    ['a task of another kind', '.vscode/tasks.json', task('tsc --watch'), 'medium .vscode/tasks.json'],
  ])('finds %s', (...[, path, text, hit]) => {
    expect(hitsOf('MAN-009', { ...manifest({}), [path]: text })).toEqual([hit]);
  });

  it.each([
    ['harmless settings', '.npmrc', 'save-exact=true\nregistry=https://registry.example.invalid\n'],
    ['a token from the environment', '.npmrc', '//registry.example.invalid/:_authToken=${TOKEN}'],
    ['a task that a person starts', '.vscode/tasks.json', '{"tasks":[{"command":"node a.js"}]}'],
    ['prose', 'README.md', 'script-shell = x'],
  ])('passes %s', (_name, path, text) => {
    expect(hitsOf('MAN-009', { ...manifest({}), [path]: text })).toEqual([]);
  });
});
