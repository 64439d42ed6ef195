import { readPipelines } from '../shell/statements.ts';
import { programOf } from '../shell/programs.ts';
import { elementsOf, type NamedCall } from './decoded-texts.ts';
import { originsOf } from './origins.ts';
import { isCredentialFile, isKnownSecret } from './secrets.ts';
import { textsOf } from './texts.ts';
import { KEY, ANY, type Path } from './binding.ts';
import type { Analysis } from './analysis.ts';
import type { Label } from './label.ts';
import type { Node } from './node.ts';

const FETCHING =
  /^(?:fetch|axios(?:\.(?:get|post|request|put))?|got(?:\.\w+)?|request(?:\.(?:get|post|put))?|needle(?:\.\w+)?|superagent(?:\.\w+)?|phin|ky(?:\.\w+)?|undici\.request|https?\.(?:get|request)|dns\.resolve(?:Txt|Any)?|\$\.(?:ajax|get|post)|jQuery\.(?:ajax|get|post)|XMLHttpRequest|WebSocket|ws|net\.connect|net\.createConnection|net\.Socket|tls\.connect|ethers\.Contract|web3\(\)\.eth\.(?:Contract|call|getTransaction)|solana-web3\.Connection)(?:Sync)?$/;
const READING =
  /^fs\.(?:readFile|createReadStream|openAsBlob|readJson|readFileSync|readJsonSync|readJSON|readJSONSync|copyFile|copyFileSync)$/;
const DECRYPTING =
  /^(?:crypto\.(?:createDecipher(?:iv)?|privateDecrypt|publicDecrypt)|(?:CryptoJS|crypto-js)\.\w+\.decrypt|crypto\.subtle\.decrypt)$/;
const INFLATING =
  /^(?:zlib\.(?:inflate|inflateRaw|gunzip|unzip|brotliDecompress)(?:Sync)?|pako\.(?:inflate|ungzip|inflateRaw)|(?:LZString|lz-string)\.decompress\w*)$/;
const ENCODED = /^(?:base64|base64url|hex)$/i;
const RUNNING = /^child_process\.(?:exec|execSync|execFile|execFileSync|spawn|spawnSync)$/;

/** Character codes in one call: a few are a symbol, a list is a text that shall not be read. */
const LONG_CODES = 8;
/** A text of this length has no reason to be percent-encoded in a source. */
const LONG_LITERAL = 64;

/** Where a machine in a cloud is given its credentials. */
const METADATA =
  /\/(?:latest\/(?:meta-data\/iam\/security-credentials|user-data)|computeMetadata\/v1\/[\w/.*-]*(?:token|identity)|metadata\/identity\/oauth2\/token|metadata\/v1\.json|v2\/credentials\/)/;

/** Commands that print a token somebody keeps. */
const TOKENS =
  /^(?:gh auth token|git credential fill|gcloud auth print-(?:access|identity)-token|az account get-access-token|security find-(?:generic|internet)-password|secret-tool lookup)\b/;

const HOST = new Map([
  ['os.hostname', 'host name'],
  ['os.userInfo', 'user name'],
  ['os.networkInterfaces', 'network addresses'],
  ['os.homedir', 'home folder'],
  ['process.cwd', 'working folder'],
]);

const HOST_VARIABLES = new Map([
  ['USER', 'user name'],
  ['USERNAME', 'user name'],
  ['LOGNAME', 'user name'],
  ['HOSTNAME', 'host name'],
  ['COMPUTERNAME', 'host name'],
  ['HOME', 'home folder'],
  ['USERPROFILE', 'home folder'],
]);

/** What the result of a call carries of its own, whatever its arguments are. */
export function labelsOfCall(analysis: Analysis, call: NamedCall): readonly Label[] {
  return call.names.flatMap((name) => labelsOfNamed(analysis, call, name));
}

function labelsOfNamed(analysis: Analysis, call: NamedCall, name: string): readonly Label[] {
  const { node, args } = call;
  const label = (kind: Label['kind'], detail: string): Label => ({ kind, detail, node });
  if (FETCHING.test(name)) {
    const asked = metadataAsked(analysis, args);
    return [label('fetched', name), ...asked.map((address) => label('credential', address))];
  }
  if (DECRYPTING.test(name) || INFLATING.test(name)) return [label('decoded', name)];
  const host = HOST.get(name);
  if (host !== undefined) return [label('host', host)];
  if (name === 'keytar.getPassword' || name === 'keytar.findCredentials')
    return [label('credential', 'the keychain')];
  if (READING.test(name)) return credentialFiles(analysis, args[0]).map((path) => label('credential', path));
  if (RUNNING.test(name)) return labelsOfCommand(analysis, call);
  return isDecoding(analysis, call, name) ? [label('decoded', name)] : [];
}

/** The addresses of a call at which a machine in a cloud tells its own credentials. */
function metadataAsked(analysis: Analysis, args: readonly Node[]): readonly string[] {
  const parts = args.flatMap((argument) =>
    originsOf(analysis, argument).flatMap((origin) => {
      if (origin.type !== 'ObjectExpression') return [argument];
      return origin.properties.flatMap((property) => (property.type === 'Property' ? [property.value] : []));
    }),
  );
  return parts
    .flatMap((part) => textsOf(analysis, part).map(({ value }) => value))
    .filter((text) => METADATA.test(text))
    .slice(0, 1);
}

function credentialFiles(analysis: Analysis, path: Node | undefined): readonly string[] {
  if (path === undefined) return [];
  return textsOf(analysis, path)
    .map(({ value }) => value)
    .filter(isCredentialFile)
    .slice(0, 1);
}

function isDecoding(analysis: Analysis, { args }: NamedCall, name: string): boolean {
  const [first, second] = args;
  if (name === 'atob') return true;
  if (name === 'String.fromCharCode' || name === 'String.fromCodePoint')
    return args.length >= LONG_CODES || args.some((code) => isComputedCode(analysis, code));
  if (name === 'unescape' || name === 'decodeURIComponent' || name === 'decodeURI') {
    return first !== undefined && textsOf(analysis, first).some(({ value }) => value.length >= LONG_LITERAL);
  }
  if (name !== 'Buffer.from' && name !== 'Buffer') return false;
  return second !== undefined && textsOf(analysis, second).some(({ value }) => ENCODED.test(value));
}

/**
 * `fromCharCode(c ^ key)`, `fromCharCode(parseInt(pair, 16))`, `fromCharCode(...[114, 101])`: a cipher or a list of
 * codes. Reading a byte of a buffer, or joining surrogates, is how text is read everywhere.
 */
function isComputedCode(analysis: Analysis, code: Node): boolean {
  if (elementsOf(analysis, code) !== undefined) return true;
  return originsOf(analysis, code).some((origin) => {
    if (origin.type === 'BinaryExpression') return /^[-^%]$/.test(origin.operator);
    if (origin.type !== 'CallExpression') return false;
    const name = origin.callee.type === 'MemberExpression' ? origin.callee.property : origin.callee;
    return name.type === 'Identifier' && (name.name === 'parseInt' || name.name === 'charCodeAt');
  });
}

/** `execSync('env')`, `execSync('cat ~/.npmrc')`, `execSync('hostname')`: what the command prints. */
function labelsOfCommand(analysis: Analysis, { node, args }: NamedCall): readonly Label[] {
  const command = args.map((argument) => textsOf(analysis, argument)[0]?.value ?? '').join(' ');
  return readPipelines(command).flatMap(({ stages }) =>
    stages.flatMap((words): readonly Label[] => {
      const { program, args: rest } = programOf(words);
      if (program === 'printenv' || (words.length === 1 && /^(?:env|set)$/.test(words[0] ?? ''))) {
        return [{ kind: 'environment', detail: 'the environment', node }];
      }
      if (program === 'whoami') return [{ kind: 'host', detail: 'user name', node }];
      if (program === 'hostname') return [{ kind: 'host', detail: 'host name', node }];
      const asked = words.join(' ');
      if (TOKENS.test(asked)) return [{ kind: 'credential', detail: asked.slice(0, 60), node }];
      if (!/^(?:cat|type|base64|head|tail|less|more)$/.test(program)) return [];
      return rest.filter(isCredentialFile).map((detail) => ({ kind: 'credential', detail, node }));
    }),
  );
}

/** What a global value carries, as `process` under the path `env`, `NPM_TOKEN`. */
export function labelsOfGlobal(node: Node, name: string, path: Path): readonly Label[] {
  const [variable, ...rest] = environmentPath(name, path) ?? [undefined];
  if (variable === undefined) {
    if (environmentPath(name, path) === undefined) return [];
    return [{ kind: 'environment', detail: 'the environment', node }];
  }
  if (variable === KEY) return [{ kind: 'environment', detail: 'the environment', node }];
  if (variable === ANY || rest.length > 0) return [];
  const host = HOST_VARIABLES.get(variable);
  if (host !== undefined) return [{ kind: 'host', detail: host, node }];
  return isKnownSecret(variable) ? [{ kind: 'secret', detail: variable, node }] : [];
}

/** The path below the environment that a global name and a path lead to; `undefined` if they lead elsewhere. */
export function environmentPath(name: string, path: Path): Path | undefined {
  const full = [...name.split('.'), ...path];
  const start = full.findIndex((key) => !/^(?:globalThis|global|window|self)$/.test(key));
  const found = full.slice(start);
  if (found[0] === 'process' && found[1] === 'env') return found.slice(2);
  if ((found[0] === 'Bun' || found[0] === 'Deno') && found[1] === 'env') return found.slice(2);
  return undefined;
}
