import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { repositoryAddress, workspacePath } from './workspace-path.ts';

const workspace = { root: resolve('/work/space') };

describe('workspacePath', () => {
  it('starts at the workspace root, wherever Nx was started', () => {
    expect(workspacePath(workspace, 'repo/vault')).toBe(resolve('/work/space/repo/vault'));
    expect(workspacePath(workspace, resolve('/elsewhere'))).toBe(resolve('/elsewhere'));
  });
});

describe('repositoryAddress', () => {
  it.each(['https://plugins.example/vault', 'HTTP://127.0.0.1:8080', 'file:///srv/vault'])(
    'keeps %s',
    (address) => {
      expect(repositoryAddress(workspace, address)).toBe(address);
    },
  );

  it.each(['repo/vault', './httpd', 'https'])('takes %s as a folder of the workspace', (folder) => {
    expect(repositoryAddress(workspace, folder)).toBe(resolve('/work/space', folder));
  });
});
