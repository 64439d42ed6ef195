import { actionsOf } from '../javascript/actions.ts';
import { namesOf } from '../javascript/names.ts';
import { offsetOf, type Node } from '../javascript/node.ts';
import { isInside, reachedFrom } from '../javascript/reach.ts';
import { walletMarks } from './wallet-marks.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

const HOOKED =
  /^(?:fetch|XMLHttpRequest(?:\.prototype\.(?:open|send))?|(?:ethereum|web3|solana|phantom)(?:\.\w+)*\.(?:request|send|sendAsync|sendTransaction|signTransaction|signAndSendTransaction)|ethereum)$/;

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
