import { actionsOf } from '../javascript/actions.ts';
import { namesOf } from '../javascript/names.ts';
import { offsetOf, type Node } from '../javascript/node.ts';
import { isInside, reachedFrom } from '../javascript/reach.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

const HOOKED =
  /^(?:fetch|XMLHttpRequest(?:\.prototype\.(?:open|send))?|(?:ethereum|web3|solana|phantom)(?:\.\w+)*\.(?:request|send|sendAsync|sendTransaction|signTransaction|signAndSendTransaction)|ethereum)$/;

/** Marks of code that looks for wallet addresses and transactions. */
const WALLET = [
  /0x\[(?:a-fA-F0-9|0-9a-fA-F|A-Fa-f0-9|0-9A-Fa-f|a-f0-9|0-9a-f)\]\{40\}/,
  /\[13\]\[a-km-zA-HJ-NP-Z|bc1/,
  /T\[(?:A-Za-z1-9|1-9A-HJ-NP-Za-km-z|a-zA-HJ-NP-Z0-9)\]\{3\d\}/,
  /ltc1|\[LM3\]/,
  /\[1-9A-HJ-NP-Za-km-z\]\{32,44\}/,
  /^(?:eth_sendTransaction|eth_signTransaction|signAndSendTransaction|0xa9059cbb|0x095ea7b3)$/,
];
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const ENOUGH = 2;
/** Who replaces how a wallet pays needs fewer words. */
const WALLET_METHOD =
  /^(?:ethereum|solana|phantom)\.(?:request|send|sendAsync|signTransaction|signAndSendTransaction)$/;

export const HOK_001: Rule = {
  id: 'HOK-001',
  title: 'A hook on the network or the wallet that looks for money',
  severity: 'critical',
  what: 'Code replaces `fetch`, `XMLHttpRequest` or the methods of a wallet, and the same file holds the patterns of wallet addresses or of transactions.',
  why: 'It swaps the recipient of a payment between the page and the wallet.',
  incident: 'chalk and debug 2025, @solana/web3.js 2024, lottie-player 2024',
  fix: 'There is no honest form of it in a plugin.',
  *checkProgram(analysis) {
    const marks = walletMarks(analysis);
    if (marks === 0) return;
    for (const { left, right } of analysis.program.assignments) {
      const target =
        left.type === 'MemberExpression' || left.type === 'Identifier' ? namesOf(analysis, left) : [];
      const hooked = target.find((name) => (marks >= ENOUGH ? HOOKED : WALLET_METHOD).test(name));
      if (hooked !== undefined && !isPolyfill(analysis, hooked, right))
        yield {
          offset: offsetOf(left),
          message: `replaces \`${hooked}\` beside patterns of wallet addresses`,
        };
    }
  },
};

function walletMarks({ program }: Analysis): number {
  const texts = [
    ...program.regexes.map(({ pattern }) => pattern),
    ...program.strings.map(({ value }) => value),
  ];
  const marks = WALLET.filter((mark) => texts.some((text) => text.length < 400 && mark.test(text))).length;
  const addresses = texts.filter((text) => ADDRESS.test(text)).length;
  return marks + (addresses >= 3 ? 1 : 0);
}

/** A `fetch` that is put where there was none, and never calls another. */
function isPolyfill(analysis: Analysis, hooked: string, value: Node): boolean {
  if (hooked !== 'fetch') return false;
  if (namesOf(analysis, value).includes('fetch')) return true;
  const functions = reachedFrom(analysis, value);
  const wraps = actionsOf(analysis).calls.some(
    ({ node, names }) => names.includes('fetch') && functions.some((fn) => isInside(fn, node)),
  );
  return functions.length > 0 && !wraps;
}
