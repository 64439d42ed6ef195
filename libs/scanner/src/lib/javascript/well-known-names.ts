/** Modules that are the same thing under another name. */
const MODULES = new Map([
  ['module', 'Module'],
  ['fs/promises', 'fs'],
  ['fs-extra', 'fs'],
  ['graceful-fs', 'fs'],
  ['dns/promises', 'dns'],
  ['path/posix', 'path'],
  ['path/win32', 'path'],
  ['cross-fetch', 'fetch'],
  ['node-fetch', 'fetch'],
  ['bun', 'Bun'],
  ['zx/core', 'zx'],
  ['zx/globals', 'zx'],
  ['isomorphic-fetch', 'fetch'],
  ['follow-redirects/http', 'http'],
  ['follow-redirects/https', 'https'],
  ['@solana/web3.js', 'solana-web3'],
]);

const SAME = new Map([
  ['process.mainModule.require', 'require'],
  ['module.require', 'require'],
  ['require.main.require', 'require'],
  ['module.parent.require', 'require'],
  ['Module.createRequire()', 'require'],
  ['Module.createRequireFromPath()', 'require'],
  ['module.constructor', 'Module'],
  ['require.main.constructor', 'Module'],
  ['process.mainModule.constructor', 'Module'],
  ['Module.Module', 'Module'],
  ['Module.prototype', 'Module()'],
  ['Module._load', 'require'],
  ['process.getBuiltinModule', 'require'],
  ['fs.promises', 'fs'],
  ['dns.promises', 'dns'],
  ['undici.fetch', 'fetch'],
  ['@function.constructor', 'Function'],
  ['Function.constructor', 'Function'],
  ['Function.prototype.constructor', 'Function'],
  ['axios.create()', 'axios'],
  ['ethers.ethers', 'ethers'],
  ['web3.Web3', 'web3'],
  ['got.extend()', 'got'],
  ['request.defaults()', 'request'],
]);

/** The globals and modules that rules know. Every other name is forgotten at once, which keeps analysis linear. */
const ROOTS = new Set(
  (
    '@value @function require module process global globalThis window self top parent frames Buffer Proxy Request Response zx WebAssembly eval Function AsyncFunction ' +
    'Object Reflect String JSON Promise Array Map Set Uint8Array URL URLSearchParams FormData Blob TextEncoder TextDecoder ' +
    'atob btoa escape unescape encodeURI encodeURIComponent decodeURI decodeURIComponent structuredClone parseInt setTimeout ' +
    'setInterval setImmediate execScript fetch XMLHttpRequest WebSocket EventSource navigator $ jQuery Bun Deno __dirname ' +
    'Module fs path os child_process http https http2 net tls dgram dns vm crypto zlib util url querystring stream worker_threads ' +
    'axios got request superagent needle phin ky undici ws execa cross-spawn shelljs node-pty rimraf del keytar nodemailer ' +
    'pako lz-string LZString crypto-js CryptoJS qs lodash _ ethereum ethers web3 solana-web3 solana phantom repl inspector cluster WebAssembly'
  ).split(' '),
);

/**
 * What `process` has in any version of Node.js, and `?` for what cannot be told. A variable of this name that is
 * something else would gather every property of a program.
 */
const OF_PROCESS = new Set(
  (
    '? _events _kill _linkedBinding abort addListener allowedNodeEnvironmentFlags arch argv argv0 binding chdir config ' +
    'constructor cpuUsage cwd debugPort default disconnect dlopen domain emit emitWarning env execArgv execPath execve exit ' +
    'exitCode features getBuiltinModule getegid geteuid getgid getgroups getuid hrtime initgroups kill listeners ' +
    'loadEnvFile mainModule memoryUsage moduleLoadList nextTick off on once openStdin pid platform ppid prependListener ' +
    'reallyExit release removeAllListeners removeListener report resourceUsage send setegid seteuid setgid setgroups ' +
    'setuid setUncaughtExceptionCaptureCallback stderr stdin stdout title umask uptime version versions'
  ).split(' '),
);

const GLOBAL = /^(?:globalThis|global|window|self|top|parent|frames)\.(?=.)/;

/** Methods that return the object they were called on. */
const CHAINING = new Set([
  'on',
  'once',
  'addListener',
  'setEncoding',
  'setTimeout',
  'setHeader',
  'unref',
  'ref',
]);

/** Methods of every text and list. */
const METHODS = new Set(
  (
    'at concat includes indexOf lastIndexOf slice filter find map forEach flat flatMap fill join pop push reverse shift sort ' +
    'splice some every reduce keys entries values big bold link sub sup trim split replace match search padEnd padStart ' +
    'repeat substr substring toString valueOf charAt'
  ).split(' '),
);

/** Roots that lead to something from which rules go on: `child_process.spawn().stdin.pipe`. Of others the first step is all. */
const DEEP =
  /^(?:process|require|module|Module|Function|Buffer|fs|child_process|https?|http2|net|tls|dgram|dns|vm|crypto|axios|got|request|superagent|ws|WebSocket|XMLHttpRequest|nodemailer|ethereum|web3|solana|phantom|CryptoJS|crypto-js|Bun|Deno)\b/;
const ACTING =
  /^(?:eval|fetch|AsyncFunction|global|globalThis|XMLHttpRequest|os|zlib|worker_threads|navigator|execa|undici)\b/;
const MAX_STEPS = 4;

/** Methods of a text: the text has its say elsewhere. */
const TEXTS = /^(?:process\.(?!binding)\w+\(\)\.|process\.env\.\w+\.|Buffer.*\(\)\.(?!toString))/;

/** Nothing is known of a member of a member that is not known. */
const BEYOND = /\.\?(?:\(\))?\../;

/** Deeper names that rules know all the same. */
const KNOWN_DEEP = new Set([
  'Object.getPrototypeOf()',
  'os.homedir()',
  'os.tmpdir()',
  'os.userInfo()',
  'util.promisify()',
  'TextEncoder()',
  'TextDecoder()',
  'Object.getPrototypeOf().constructor',
  'os.userInfo().homedir',
  'TextEncoder().encode',
  'TextDecoder().decode',
  'stream.Readable.from',
]);

/** Whether a global or module is one that rules know. */
export function isKnownRoot(name: string): boolean {
  return ROOTS.has(name);
}

/** Whether a name leads to something that acts on the world or on the program, or reads it. */
export function isTelling(name: string): boolean {
  return DEEP.test(name) || ACTING.test(name);
}

/** What a module is called in a canonical name: `node:fs/promises` is `fs`. */
export function moduleName(specifier: string): string {
  const name = specifier.replace(/^node:/, '');
  return MODULES.get(name) ?? name;
}

/** The canonical name of a property: `globalThis.process.mainModule` and `require` is `require`. None if it means nothing. */
export function propertyNames(base: string, key: string): readonly string[] {
  if (key === 'default') return [base];
  if (base === 'process' && !OF_PROCESS.has(key)) return [];
  const full = `${base}.${key}`;
  if (full.endsWith('.constructor.constructor')) return ['Function'];
  // What a source exports is its own.
  if (full === 'module.exports') return [];
  if (base === '@value' && METHODS.has(key)) return ['@function'];
  // Of what the program made itself, only the way to `Function` matters.
  if (base.startsWith('@') && key !== 'constructor') return [];
  const name = full.replace(GLOBAL, '');
  if (name !== full && !name.includes('.') && !ROOTS.has(name)) return [];
  const same = SAME.get(name);
  if (same !== undefined) return [same];
  return isMeaningful(name) ? [name] : [];
}

function isMeaningful(name: string): boolean {
  if (TEXTS.test(name) || BEYOND.test(name)) return false;
  if (DEEP.test(name)) return name.split('.').length - 1 <= MAX_STEPS;
  return KNOWN_DEEP.has(name) || !/\(|\..*\./.test(name);
}

/** The canonical name of what a call of `callee` returns. */
export function resultNames(callee: string): readonly string[] {
  if (callee.startsWith('@')) return [];
  const dot = callee.lastIndexOf('.');
  if (dot > 0 && CHAINING.has(callee.slice(dot + 1))) return [callee.slice(0, dot)];
  const name = `${callee}()`;
  const same = SAME.get(name);
  if (same !== undefined) return [same];
  // A call of the result of a call is nothing rules know.
  return name.includes('()()') || !isMeaningful(name) ? [] : [name];
}
