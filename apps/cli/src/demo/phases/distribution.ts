import { sha256Hex } from '@ragnos-vault/crypto';
import { storedTargetPath } from '@ragnos-vault/metadata';
import type { Phase } from '../harness.ts';
import { must } from '../expect.ts';
import { ask } from '../http-exchange.ts';
import { liveState } from '../world/live-state.ts';
import { GREETER_ARCHIVE } from '../world/plugin-sources.ts';
import { serveVault } from '../world/site.ts';
import type { World } from '../world/world.ts';

const TIMESTAMP = '/metadata/timestamp.json';
const FOR_EVER = 'public, max-age=31536000, immutable';

export const DISTRIBUTION: Phase = {
  name: 'Distribution over HTTP',
  lines: [
    { name: 'the server listens on loopback and says that it is well', work: listen },
    { name: 'timestamp.json must be asked for again each time', work: checkTimestamp },
    { name: 'versioned metadata may be kept for ever', work: checkVersioned },
    { name: 'an archive lies under its own hash and may be kept for ever', work: checkArchive },
    { name: 'security headers stand on every answer, also on errors', work: checkSecurityHeaders },
    { name: 'an unchanged file is answered by its ETag with 304', work: checkEtag },
    { name: 'a download that broke off can go on where it was', work: checkRange },
    { name: 'nothing can be written: every other method is 405', work: refuseMethods },
    { name: 'no spelling of a path climbs out of the repository', work: refuseTraversal },
    { name: 'keys, configuration and folders have no address', work: hideKeys },
  ],
};

async function listen(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const { status, body } = await ask(url, { path: '/healthz' });
  must(status === 200 && body.toString() === '{"status":"ok"}', `healthz says ${status} ${body.toString()}`);
  return url;
}

async function checkTimestamp(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const { status, headers } = await ask(url, { path: TIMESTAMP });
  must(status === 200, `timestamp.json is answered with ${status}`);
  mustHave(headers, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  return 'cache-control: no-cache';
}

async function checkVersioned(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const { targets, snapshot } = await liveState(world);
  const names = ['1.root', `${targets.signed.version}.targets`, `${snapshot.signed.version}.snapshot`];
  for (const name of names) {
    const { status, headers } = await ask(url, { path: `/metadata/${name}.json` });
    must(status === 200, `${name}.json is answered with ${status}`);
    mustHave(headers, { 'content-type': 'application/json', 'cache-control': FOR_EVER });
  }
  return 'max-age one year, immutable';
}

async function checkArchive(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const path = await archivePath(world);
  const { status, headers, body } = await ask(url, { path });
  must(status === 200, `the archive is answered with ${status}`);
  mustHave(headers, { 'content-type': 'application/gzip', 'cache-control': FOR_EVER });
  must(path.includes(sha256Hex(body)), 'the archive is not what its name says');
  return `${body.length} bytes, named by their SHA-256`;
}

async function checkSecurityHeaders(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const answers = [
    await ask(url, { path: TIMESTAMP }),
    await ask(url, { path: await archivePath(world) }),
    await ask(url, { path: '/metadata/2.root.json' }),
    await ask(url, { path: TIMESTAMP, method: 'POST' }),
    await ask(url, { path: '/metadata/%ff' }),
  ];
  const statuses = answers.map(({ status }) => status).join(' ');
  must(statuses === '200 200 404 405 400', `the answers are ${statuses}`);
  for (const { headers } of answers) {
    mustHave(headers, { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    const policy = String(headers['content-security-policy']);
    must(policy.startsWith("default-src 'none'"), `the CSP is ${policy}`);
  }
  return `nosniff, closed CSP on ${statuses}`;
}

async function checkEtag(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const { headers } = await ask(url, { path: TIMESTAMP });
  const etag = headers.etag ?? '';
  const again = await ask(url, { path: TIMESTAMP, headers: { 'if-none-match': etag } });
  must(etag !== '' && again.status === 304 && again.body.length === 0, `asked again: ${again.status}`);
  const other = await ask(url, { path: TIMESTAMP, headers: { 'if-none-match': '"another"' } });
  must(other.status === 200, `another ETag is answered with ${other.status}`);
  return `304, no body, ${etag.slice(0, 14)}…`;
}

async function checkRange(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const path = await archivePath(world);
  const whole = await ask(url, { path });
  const rest = await ask(url, {
    path,
    headers: { range: 'bytes=100-', 'if-range': whole.headers.etag ?? '' },
  });
  must(
    rest.status === 206 && rest.body.equals(whole.body.subarray(100)),
    `a range is answered with ${rest.status}`,
  );
  return `206, bytes 100-${whole.body.length - 1}`;
}

async function refuseMethods(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const methods = ['POST', 'PUT', 'PATCH', 'DELETE'];
  for (const method of methods) {
    const { status, headers } = await ask(url, { path: TIMESTAMP, method });
    must(status === 405, `${method} is answered with ${status}`);
    mustHave(headers, { allow: 'GET, HEAD, OPTIONS' });
  }
  return methods.join(', ');
}

async function refuseTraversal(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const climbs = ['..', '%2e%2e', '.%2E', '..%2f..', '%2e%2e%2f%2e%2e', '..%5c..', '%252e%252e', '....//'];
  const paths = climbs.flatMap((climb) => [
    `/targets/${climb}/${climb}/keys/root.pem`,
    `/metadata/${climb}/${climb}/vault.yaml`,
  ]);
  await mustBeUnreachable(url, paths);
  return `${paths.length} spellings refused`;
}

async function hideKeys(world: World): Promise<string> {
  const { url } = await serveVault(world);
  const paths = [
    '/keys/root.pem',
    '/keys/',
    '/vault.yaml',
    '/root.json',
    '/',
    '/metadata/',
    '/targets/plugins',
  ];
  await mustBeUnreachable(url, paths);
  return `${paths.length} addresses, 404`;
}

async function mustBeUnreachable(url: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const { status, body } = await ask(url, { path });
    must(status === 400 || status === 404, `${path} is answered with ${status}`);
    must(body.length < 100, `${path} is answered with ${body.length} bytes`);
  }
}

async function archivePath(world: World): Promise<string> {
  const { targets } = await liveState(world);
  const target = targets.signed.targets.get(GREETER_ARCHIVE);
  must(target !== undefined, `no target ${GREETER_ARCHIVE}`);
  return `/${storedTargetPath(GREETER_ARCHIVE, target)}`;
}

function mustHave(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  expected: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(expected)) {
    const found = headers[name];
    must(found === value, `${name} is ${String(found)}, not ${value}`);
  }
}
