import { quote } from '../display-text.ts';
import { addressesOf, hostOf, outflowsOf, type Outflow } from '../javascript/outflows.ts';
import { unwrap } from '../javascript/invocation.ts';
import { elementsOf } from '../javascript/decoded-texts.ts';
import { textsOf } from '../javascript/texts.ts';
import { offsetOf, plainKey, type Node } from '../javascript/node.ts';
import { originsOf } from '../javascript/origins.ts';
import { namesOf } from '../javascript/names.ts';
import { actionsOf } from '../javascript/actions.ts';
import { functionAround, isInside } from '../javascript/reach.ts';
import { walletMarks } from './wallet-marks.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Hit, Rule } from '../rule.ts';

/** What a wallet is worth, by the names everybody gives it. */
const KEYS =
  /^(?:mnemonic|seed_?phrase|recovery_?phrase|private_?key|priv_?key|secret_?key|key_?pair|wallet_?seed|seed)$/i;
/** What only code about currencies mentions: other services have secret keys as well. */
const CURRENCY =
  /^(?:mnemonic|bip39|bip32|bs58|ethers|solana|keypair|fromSeed|fromSecretKey|deriveKeypair|secp256k1|xrpl|wallet|Wallet|Keypair)$/;
/** The packages that such code loads. */
const LIBRARY =
  /^(?:tweetnacl|bs58|ethers|bip39|bip32|xrpl|web3|ethereumjs-wallet|bitcoinjs-lib|hdkey|elliptic|tronweb|@solana\/[\w.-]+|@ethersproject\/\w+|@noble\/\w+|@scure\/[\w-]+|@polkadot\/[\w-]+)$/;
/** Functions that write a value down in another way. */
const WRITING_DOWN =
  /^(?:JSON\.stringify|String|btoa|encodeURIComponent|Buffer\.from|Array\.from|URLSearchParams|FormData)$/;
const SHAPING = /^(?:toString|join|toJSON|trim|concat|slice|substring|substr|subarray|split)$/;
const MAX_PIECES = 400;
/** Programs that read the clipboard, and those that fill it. */
const READING =
  /\b(?:pbpaste|Get-Clipboard|wl-paste|xclip\b[^|;]*\s-o(?:ut)?\b|xsel\b[^|;]*\s(?:-o|--output)\b)/i;
const WRITING =
  /\b(?:pbcopy|Set-Clipboard|wl-copy|clip(?:\.exe)?\s*$|clip(?:\.exe)?\s*;|xclip\b(?![^|;]*\s-o)|xsel\b[^|;]*\s(?:-i|--input)\b)/i;

export const WAL_001: Rule = {
  id: 'WAL-001',
  title: 'The key of a wallet leaves the machine',
  severity: 'critical',
  what: 'In code about currencies, a value called mnemonic, seed, private key, secret key or key pair is sent to a host that is written in the code, as it is or encoded; or the clipboard is read and written in one go, beside patterns of wallet addresses.',
  why: 'Whoever has it owns the money; no service needs it.',
  incident: '@solana/web3.js 2024, xrpl 2025, dydx 2022',
  fix: 'Sign on the machine, and send the signature.',
  *checkProgram(analysis) {
    yield* replacedAddresses(analysis);
    const { identifiers, strings } = analysis.program;
    const isAboutMoney = strings.some(({ value }) => LIBRARY.test(value));
    if (!isAboutMoney && ![...identifiers.keys()].some((name) => CURRENCY.test(name))) return;
    for (const outflow of outflowsOf(analysis)) {
      const host = addressesOf(analysis, outflow)
        .map(hostOf)
        .find((known) => known !== undefined);
      const key = host === undefined ? undefined : keyIn(analysis, outflow);
      if (host === undefined || key === undefined) continue;
      yield { offset: offsetOf(outflow.node), message: `sends ${quote(key)} to ${host}` };
    }
  },
};

/** Copies of an address that come out as another. */
function* replacedAddresses(analysis: Analysis): Iterable<Hit> {
  const touches = actionsOf(analysis).calls.flatMap(({ node, callee }) => {
    if (callee.type !== 'MemberExpression' || !isClipboard(callee.object)) return [];
    return [{ node, method: plainKey(callee.property, callee.computed) ?? '' }];
  });
  for (const { call, command, args } of actionsOf(analysis).runs) {
    const words = [command, ...(args === undefined ? [] : [args, ...(elementsOf(analysis, args) ?? [])])];
    const text = words
      .map((word) =>
        textsOf(analysis, word)
          .map(({ value }) => value)
          .join(' ; '),
      )
      .join(' ');
    if (READING.test(text)) touches.push({ node: call.node, method: 'read' });
    if (WRITING.test(text)) touches.push({ node: call.node, method: 'write' });
  }
  const reads = touches.filter(({ method }) => /^(?:read|readText|readSync|paste)$/.test(method));
  if (reads.length === 0 || walletMarks(analysis) === 0) return;
  for (const { node, method } of touches) {
    if (!/^(?:write|writeText|writeSync|copy)$/.test(method)) continue;
    const isSameGo = reads.some((read) => {
      const around = functionAround(analysis, read.node);
      return around !== undefined && isInside(around, node);
    });
    if (isSameGo)
      yield { offset: offsetOf(node), message: 'reads an address off the clipboard, and writes another' };
  }
}

function isClipboard(object: Node): boolean {
  return /clipboard/i.test(nameOf(unwrap(object)) ?? '');
}

/** Walks only through what writes a value down: a signature made with a key is not the key. */
function keyIn(analysis: Analysis, { payload }: Outflow): string | undefined {
  const pieces: Node[] = [...payload];
  const seen = new Set<Node>();
  // It grows while it is read.
  for (const piece of pieces) {
    const node = unwrap(piece);
    if (seen.has(node)) continue;
    if (seen.size > MAX_PIECES) return undefined;
    seen.add(node);
    const name = nameOf(node);
    if (name !== undefined && KEYS.test(name)) return name;
    pieces.push(...piecesOf(analysis, node));
  }
  return undefined;
}

function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? plainKey(node.property, node.computed) : undefined;
}

function piecesOf(analysis: Analysis, node: Node): readonly Node[] {
  switch (node.type) {
    case 'Identifier':
      return originsOf(analysis, node);
    case 'TemplateLiteral':
      return node.expressions;
    case 'BinaryExpression':
      return node.operator === '+' ? [node.left, node.right] : [];
    case 'ArrayExpression':
      return node.elements.filter((element) => element !== null);
    case 'ObjectExpression':
      return node.properties.flatMap((property) => (property.type === 'Property' ? [property.value] : []));
    case 'CallExpression':
    case 'NewExpression': {
      const callee = unwrap(node.callee);
      if (namesOf(analysis, callee).some((name) => WRITING_DOWN.test(name))) return node.arguments;
      const isShaped =
        callee.type === 'MemberExpression' && SHAPING.test(plainKey(callee.property, callee.computed) ?? '');
      return isShaped ? [callee.object] : [];
    }
    default:
      return [];
  }
}
