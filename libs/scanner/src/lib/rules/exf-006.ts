import { quote } from '../display-text.ts';
import { actionsOf } from '../javascript/actions.ts';
import { addressesOf, outflowsOf } from '../javascript/outflows.ts';
import { offsetOf, type Node } from '../javascript/node.ts';
import { textsOf } from '../javascript/texts.ts';
import { trace } from '../javascript/trace.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Label } from '../javascript/label.ts';
import type { Rule } from '../rule.ts';

/** Pages anybody can fill, and change at any time: pastes, stores of JSON, chats, calendars, profiles. */
const DROP =
  /\b(?:gist\.github(?:usercontent)?\.com|pastebin\.com|paste\.ee|rentry\.co|hastebin\.com|dpaste\.\w+|controlc\.com|ghostbin\.\w+|api\.npoint\.io|jsonkeeper\.com|api\.mocki\.io|mocki\.io|jsonbin\.io|jsonsilo\.com|extendsclass\.com|textbin\.net|calendar\.app\.google|calendar\.google\.com|docs\.google\.com|drive\.google\.com|www\.youtube\.com|t\.me|telegra\.ph|api\.telegram\.org|discord(?:app)?\.com|cdn\.discordapp\.com|steamcommunity\.com|x\.com|twitter\.com|\w+\.workers\.dev|\w+\.vercel\.app)\//i;
/** What a chain answers: contracts, transactions, memos. */
const CHAIN =
  /\b(?:infura\.io|alchemy\.com|ankr\.com|cloudflare-eth\.com|llamarpc\.com|publicnode\.com|bsc-dataseed\w*|binance\.org|trongrid\.io|aptoslabs\.com|mainnet-beta\.solana\.com|etherscan\.io|blockcypher\.com|blockchain\.info)\b/i;
const CHAIN_CLIENT = /^(?:ethers|web3|solana-web3)\b/;
const CHAIN_QUERY =
  /^(?:eth_call|eth_getTransactionByHash|eth_getLogs|eth_getStorageAt|getSignaturesForAddress|triggerconstantcontract)$/;

interface Sink {
  readonly node: Node;
  readonly takes: readonly Node[];
  readonly does: string;
}

export const EXF_006: Rule = {
  id: 'EXF-006',
  title: 'Takes its orders from a dead drop',
  severity: 'high',
  what: 'An address to send to, a command, or code comes out of a page that anybody can fill: a paste, a store of JSON, a calendar, a chat, a profile, or a contract or transaction of a blockchain.',
  why: 'Who controls the page changes the server, or the payload, whenever one is found; a chain cannot be taken down.',
  incident:
    'haski 2024 (Ethereum contract), GlassWorm 2025 (Solana memo, calendar), BeaverTail (npoint, jsonkeeper), keyv 2026',
  fix: 'Write the address of your own service into the code.',
  *checkProgram(analysis) {
    for (const { node, takes, does } of sinksOf(analysis)) {
      const labels = takes.flatMap((taken) => trace(analysis, taken, { kinds: ['fetched'] }));
      const drop = labels.map((label) => dropOf(analysis, label)).find((found) => found !== undefined);
      if (drop !== undefined) yield { offset: offsetOf(node), message: `${does} what ${drop} says` };
    }
  },
};

function sinksOf(analysis: Analysis): readonly Sink[] {
  const { evals, runs } = actionsOf(analysis);
  return [
    ...evals.map(({ node, code }) => ({ node, takes: [code], does: 'runs' })),
    ...runs.map(({ call, command, args }) => ({
      node: call.node,
      takes: [command, ...(args === undefined ? [] : [args])],
      does: 'starts',
    })),
    ...outflowsOf(analysis).flatMap((outflow) => {
      const { node, target } = outflow;
      // A page that leads to the next page of the same service is how services are read.
      const isWritten = addressesOf(analysis, outflow).some(({ value }) => /^(?:https?:)?\/\//.test(value));
      return target === undefined || isWritten ? [] : [{ node, takes: [target], does: 'connects to' }];
    }),
  ];
}

function dropOf(analysis: Analysis, { detail, node }: Label): string | undefined {
  if (CHAIN_CLIENT.test(detail)) return 'a contract or account of a blockchain';
  const [first] = 'arguments' in node ? node.arguments : [];
  const addresses =
    first === undefined ? [] : addressesOf(analysis, { node, target: first, payload: [], isLookup: false });
  const all = addresses.map(({ value }) => (value.includes('/') ? value : `${value}/`));
  const drop = all.map((value) => DROP.exec(value)?.[0]).find((found) => found !== undefined);
  if (drop !== undefined) return quote(drop);
  if (all.some((value) => CHAIN.test(value))) return 'a blockchain';
  return asksChain(analysis, node) ? 'a blockchain' : undefined;
}

function asksChain(analysis: Analysis, node: Node): boolean {
  const isInside = (inner: Node): boolean =>
    offsetOf(node) <= offsetOf(inner) && (inner.end ?? 0) <= (node.end ?? 0);
  if (analysis.program.strings.some((text) => CHAIN_QUERY.test(text.value) && isInside(text.node)))
    return true;
  const parts = 'arguments' in node ? node.arguments : [];
  return parts.some((part) => textsOf(analysis, part).some(({ value }) => /"method":"eth_call"/.test(value)));
}
