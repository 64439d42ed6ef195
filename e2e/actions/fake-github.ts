import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BlobStore, bodyOf } from './blob-store.ts';
import { startSigstore, type FakeSigstore } from './fake-sigstore.ts';
import { parseMessage, type Message } from './parse-message.ts';

/** What GitHub keeps for a repository, as far as an action can see it; on loopback. */
export interface FakeGitHub {
  readonly url: string;
  readonly artifacts: Map<string, { readonly id: number; readonly blob: string }>;
  readonly caches: Map<string, string>;
  readonly issues: Message[];
  readonly assets: Map<string, Buffer>;
  /** Sigstore bundles. */
  readonly attestations: unknown[];
  readonly store: BlobStore;
  /** Method, path and token of every request of the REST service. */
  readonly seen: { readonly call: string; readonly token: string | undefined }[];
  /** What the token may not do, as the start of a call such as `POST /repos/acme/plugins/issues`. */
  readonly denied: string[];
  close(): void;
}

export async function startGitHub(): Promise<FakeGitHub> {
  const sigstore = await startSigstore();
  const state: Omit<FakeGitHub, 'url' | 'close'> = {
    artifacts: new Map(),
    caches: new Map(),
    issues: [],
    assets: new Map(),
    attestations: [],
    store: new BlobStore(),
    seen: [],
    denied: [],
  };
  let url = '';
  const server = createServer((request, response) => {
    void answer(request, response, { ...state, url, sigstore }).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  url = await listen(server);
  return { ...state, url, close: () => server.close() };
}

interface State extends Omit<FakeGitHub, 'close'> {
  readonly sigstore: FakeSigstore;
}

interface Answer {
  readonly status: number;
  readonly value: object;
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const path = request.url ?? '/';
  if (path.startsWith('/blobs/')) {
    await state.store.answer(request, response);
    return;
  }
  const body = await bodyOf(request);
  const signed = await state.sigstore(path, body);
  if (signed !== undefined) {
    response.writeHead(signed.status, { 'content-type': signed.type }).end(signed.body);
    return;
  }
  const call = `${request.method ?? ''} ${path.replace(/\?.*$/, '').replace(/^\/api\/v3/, '')}`;
  if (!path.startsWith('/twirp/')) state.seen.push({ call, token: request.headers.authorization });
  const { status, value } = path.startsWith('/twirp/')
    ? { status: 200, value: twirp(path, parseMessage(body), state) }
    : rest({ call, path, body }, state);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function twirp(path: string, message: Message, state: State): object {
  const { artifacts, caches, url, store } = state;
  const name = textOf(message['name'] ?? message['key']);
  const blob = `/blobs/${encodeURIComponent(name)}-${store.blobs.size}`;
  switch (path.slice(path.lastIndexOf('/') + 1)) {
    case 'CreateArtifact':
      artifacts.set(name, { id: 1000 + artifacts.size, blob });
      return { ok: true, signed_upload_url: `${url}${blob}?sig=e2eSignatureOfTheBlob` };
    case 'FinalizeArtifact':
      return { ok: true, artifact_id: String(artifacts.get(name)?.id ?? 0) };
    case 'CreateCacheEntry':
      if (caches.has(name)) return { ok: false };
      caches.set(name, blob);
      return { ok: true, signed_upload_url: `${url}${blob}?sig=e2eSignatureOfTheBlob` };
    case 'FinalizeCacheEntryUpload':
      return { ok: true, entry_id: '1' };
    case 'GetCacheEntryDownloadURL':
      return findCache(name, message, state);
    default:
      return { ok: false };
  }
}

function findCache(key: string, message: Message, { caches, url }: State): object {
  const prefixes = Array.isArray(message['restore_keys']) ? message['restore_keys'].map(String) : [];
  const found =
    [...caches].find(([name]) => name === key) ??
    [...caches].find(([name]) => prefixes.some((prefix) => name.startsWith(prefix)));
  if (found === undefined) return { ok: false };
  return {
    ok: true,
    signed_download_url: `${url}${found[1]}?sig=e2eSignatureOfTheBlob`,
    matched_key: found[0],
  };
}

function rest(
  { call, path, body }: { readonly call: string; readonly path: string; readonly body: Buffer },
  { issues, assets, attestations, denied, url }: State,
): Answer {
  if (denied.some((start) => call.startsWith(start)))
    return { status: 403, value: { message: 'Resource not accessible by integration' } };
  if (/\/issues(?:\/[0-9]+)?$/.test(call)) return ofIssues(call, body, issues);
  if (call === 'POST /repos/acme/plugins/attestations') {
    attestations.push(parseMessage(body)['bundle']);
    return { status: 201, value: { id: 42 } };
  }
  if (/^GET .*\/releases\/[0-9]+$/.test(call)) {
    const names = [...assets.keys()].map((name) => ({ name }));
    return { status: 200, value: { assets: names, upload_url: `${url}/uploads/assets{?name,label}` } };
  }
  if (call !== 'POST /uploads/assets') return { status: 404, value: { message: 'Not Found' } };
  assets.set(new URL(path, url).searchParams.get('name') ?? '', body);
  return { status: 201, value: {} };
}

function ofIssues(call: string, body: Buffer, issues: Message[]): Answer {
  if (call.startsWith('GET '))
    return { status: 200, value: issues.filter(({ state }) => state !== 'closed') };
  const number = Number(/([0-9]+)$/.exec(call)?.[1] ?? issues.length + 1);
  const issue = { ...issues[number - 1], ...parseMessage(body), number };
  issues[number - 1] = issue;
  return { status: call.startsWith('POST ') ? 201 : 200, value: issue };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake service has no port');
  return `http://127.0.0.1:${address.port}`;
}
