import { SHELLS } from '../shell/programs.ts';
import { membersOf, type JsonNode } from '../plugin/json-tree.ts';
import type { Severity } from '../severity.ts';

/** How a configuration starts a server, where that is worth a look. */
export interface Launch {
  readonly offset: number;
  readonly what: string;
  readonly command: string;
  readonly severity: Severity;
}

const GROUPS = new Set(['mcpServers', 'mcp_servers', 'mcp_config', 'servers', 'context_servers', 'server']);
const FETCH =
  /(?:^|[\s;&|($`])(?:curl|wget|iwr|irm|invoke-webrequest|invoke-restmethod|certutil|bitsadmin|fetch)\s/i;
const RUNNERS = new Set(['npx', 'pnpx', 'bunx', 'uvx', 'pipx']);
const INLINE = /^(?:-e|-c|-p|--eval|--print)$/;
const EXACT = /(?:@|==)v?\d+\.\d+\.\d+[\w.+-]{0,40}$/;
const LOCAL = /^https?:\/\/(?:localhost|127\.|\[::1\]|0\.0\.0\.0|host\.docker\.internal|\$\{)/i;
const HOST_MOUNT =
  /^(?:type=bind,)?(?:src=|source=)?(?:\/|~|\$HOME|\$\{HOME\}|\/(?:root|home|etc|var\/run\/docker\.sock)[^:,]*|~\/\.\w+[^:,]*)(?::|,|$)/;

export function launchesIn(tree: JsonNode | undefined): readonly Launch[] {
  if (tree?.kind === 'array') return tree.items.flatMap(launchesIn);
  if (tree?.kind !== 'object') return [];
  return tree.members.flatMap(({ key, value }) =>
    GROUPS.has(key) && value.kind === 'object'
      ? value.members.flatMap((server) => launchesOf(server.value, server.offset))
      : launchesIn(value),
  );
}

function launchesOf(server: JsonNode, offset: number): readonly Launch[] {
  const program = textAt(server, 'command');
  const args = membersOf(server, 'args').flatMap(({ value }) =>
    value.kind === 'array' ? value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : [],
  );
  const words = program === undefined ? [] : [...program.split(/\s+/), ...args];
  const command = words.join(' ');
  const url = textAt(server, 'url') ?? textAt(server, 'serverUrl') ?? textAt(server, 'httpUrl');
  return [
    ...startOf(words).map((found) => ({ ...found, offset, command })),
    ...[url, ...args].flatMap((text) =>
      text !== undefined && /^http:\/\//i.test(text) && !LOCAL.test(text)
        ? [{ offset, what: 'a server is reached over plain HTTP', command: text, severity: 'high' as const }]
        : [],
    ),
  ];
}

function startOf(words: readonly string[]): readonly Pick<Launch, 'what' | 'severity'>[] {
  const [first = '', ...rest] = words;
  const program = (first.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.(?:exe|cmd|bat)$/, '');
  const all = rest.join(' ');
  if (SHELLS.has(program)) {
    if (FETCH.test(` ${all}`) || /base64\s+(?:-d|--decode)|\/dev\/tcp\//.test(all))
      return [{ what: 'a shell fetches what runs', severity: 'critical' }];
    return rest[0]?.toLowerCase() === '/c'
      ? startOf(rest.slice(1))
      : [{ what: 'a shell starts a server', severity: 'medium' }];
  }
  if (program === 'docker' || program === 'podman') return container(rest);
  if (RUNNERS.has(program)) return runner(rest);
  if (/^(?:node|python3?|bun|deno|ruby|perl)$/.test(program) && rest.some((word) => INLINE.test(word)))
    return [{ what: 'inline code is the server', severity: 'high' }];
  return [];
}

function container(args: readonly string[]): readonly Pick<Launch, 'what' | 'severity'>[] {
  if (args.some((word) => /^(?:--privileged|--pid=host|--cap-add=ALL)(?:$|=true)/.test(word)))
    return [{ what: 'a container has the rights of the host', severity: 'high' }];
  const mounts = args.flatMap((word, index) => {
    const [flag = '', value] = word.split(/=(.*)/s, 2);
    return /^(?:-v|--volume|--mount)$/.test(flag) ? [value ?? args[index + 1] ?? ''] : [];
  });
  if (mounts.some((mount) => mount.includes('docker.sock')))
    return [{ what: 'a container commands the host', severity: 'high' }];
  return mounts.some(
    (mount) =>
      HOST_MOUNT.test(mount) &&
      /^(?:\/|~\/?|\$HOME|\$\{HOME\}|\/root|\/home|\/etc|~\/\.\w+)(?::|,)/.test(mount),
  )
    ? [{ what: 'a container sees the files of the host', severity: 'high' }]
    : [];
}

function runner(args: readonly string[]): readonly Pick<Launch, 'what' | 'severity'>[] {
  const source = args.find((word) => /^(?:--from=?|--package=?)?(?:git\+|https?:|github:)/i.test(word));
  if (
    source !== undefined &&
    !/[0-9a-f]{40}|localhost/.test(source) &&
    !args.some((word) => /mcp-remote/.test(word))
  )
    return [{ what: 'a server comes from where its source is today', severity: 'medium' }];
  const name = args.find((word) => !word.startsWith('-') && word !== 'run');
  if (name === undefined || EXACT.test(name) || /^\.{0,2}\//.test(name)) return [];
  return [{ what: 'a server has whatever version is newest', severity: 'low' }];
}

function textAt(node: JsonNode, key: string): string | undefined {
  const value = membersOf(node, key).at(-1)?.value;
  return value?.kind === 'string' ? value.value : undefined;
}
