import type { Analysis } from '../javascript/analysis.ts';

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

/** How many kinds of patterns of wallet addresses and transactions a program holds. */
export function walletMarks({ program }: Analysis): number {
  const texts = [
    ...program.regexes.map(({ pattern }) => pattern),
    ...program.strings.map(({ value }) => value),
  ];
  const marks = WALLET.filter((mark) => texts.some((text) => text.length < 400 && mark.test(text))).length;
  const addresses = texts.filter((text) => ADDRESS.test(text)).length;
  return marks + (addresses >= 3 ? 1 : 0);
}
