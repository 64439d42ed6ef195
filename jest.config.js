import { existsSync, readdirSync } from 'node:fs';

const rooms = ['libs', 'apps', 'tools'];
const projects = rooms.flatMap((room) =>
  readdirSync(new URL(room, import.meta.url))
    .filter((name) => existsSync(new URL(`${room}/${name}/project.json`, import.meta.url)))
    .map((name) => ({ name, rootDir: `<rootDir>/${room}/${name}` })),
);

const swc = {
  jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

export default {
  // A process keeps every module it ever loaded: a spec file that takes 4 s in a new one takes 40 s in one of 800 MB, most
  // of it to collect garbage.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '250MB',
  // A loaded machine is no failure: only a test that hangs is.
  testTimeout: 60_000,
  projects: projects.map(({ name, rootDir }) => ({
    displayName: name,
    rootDir,
    testEnvironment: 'node',
    testMatch: ['<rootDir>/**/*.spec.ts'],
    extensionsToTreatAsEsm: ['.ts'],
    transform: { '\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  })),
};
