import { SECRECY } from './demands.ts';

const REACH = 90;
/** `never forget to send` is an order to send. */
const DOUBLE_NEGATION =
  /\b(?:not|never|n['’]t)\s+(?:forget|fail|skip|stop|wait|hesitate|worry|ask|omit|neglect|delay|refuse|pause|miss)\b/giu;
const TURN =
  /[;]|\b(?:but|instead|then|rather|however|sondern|aber|mais|pero|mas|ma|но|а)(?!\p{L})|但是|而是|然后/giu;
const NEGATION =
  /\b(?:never|not|avoid|without|cannot|refuse|refuses|refrain|nor|neither|no|prevents?|prohibit\w{0,4}|forbid\w{0,4}|forbidden|disallow\w{0,4}|instead\s+of|rather\s+than|stop|block|blocks)\b|n['’]t\b|(?<!\p{L})(?:nicht|kein\p{L}{0,2}|niemals|nie|ne|jamais|nunca|jamás|não|non|mai|не|никогда|nigdy|asla|niet|nooit)(?!\p{L})|不要|不得|禁止|切勿|请勿|不能|绝不|不可|勿|决不|لا/iu;
/** Japanese, Korean and Turkish say so behind. */
const NEGATION_BEHIND = /^[^。.\n]{0,16}(?:しない|ないで|禁止|하지\s?마|않|금지|말아|meyin|mayın)/u;
/** Somebody else does it, might do it, or is made to do it: a description, no order. */
const DESCRIPTION =
  /(?:\b(?:can|could|may|might|would|will|which|who|whom|they|attackers?|malware|adversar\w{0,4}|tries|trying|attempts?|attempted|attempting|used|able|designed|instructed|instructing|instructs?|tricked|tricks?|trick|asks?|asking|tells?|telling|convinces?|causes?|lets?|allows?|allowing|enables?|enabling|how|whether|order|server|script|package|tool|it|code|that|commands?|requests?|ability|possible|risk|wants?)(?:\s+(?:to|also|then|silently|secretly|directly|you|agents?|the\s+(?:model|agent|assistant|user|llm|ai)|it|them|not)){0,3}\s*)$/iu;
const ORDER_AFTER_ALL =
  /\b(?:you|agent|assistant|model|ai|claude|must|should|shall|need|needs|have|has|sure|remember|required|please|mandatory|always|important)\s+(?:will\s+|must\s+|should\s+|to\s+|always\s+|then\s+|also\s+|first\s+|silently\s+){0,3}$/iu;

/** Whether the word at `at` of a sentence orders what it says: not forbidden, not told of somebody else. */
export function isOrder(sentence: string, at: number, length: number): boolean {
  const before = clauseBefore(sentence, at);
  if (NEGATION.test(before) || NEGATION_BEHIND.test(sentence.slice(at + length, at + length + REACH)))
    return false;
  return ORDER_AFTER_ALL.test(before) || !DESCRIPTION.test(before);
}

function clauseBefore(sentence: string, at: number): string {
  const before = sentence.slice(Math.max(0, at - REACH), at);
  const positive = before.replace(DOUBLE_NEGATION, blank).replace(SECRECY, blank);
  let start = 0;
  for (const { index, 0: word } of positive.matchAll(TURN)) start = index + word.length;
  return positive.slice(start);
}

function blank(text: string): string {
  return ' '.repeat(text.length);
}

const TALK_OF_ATTACKS =
  /\b(?:inject\w{0,4}|attack\w{0,4}|malicious|adversar\w{0,4}|untrusted|suspicious|phish\w{0,4}|exploit\w{0,5}|poison\w{0,4}|jailbreak\w{0,4}|detect\w{0,5}|red[- ]?team\w{0,4}|threat\w{0,2}|payloads?|vulnerab\w{0,8}|example|examples|e\.g\.|patterns?|test\s+cases?|samples?|flag|flags|flagged|refuse|reject|block|blocked|scanner|hostile|social\s+engineering|exfiltrat\w{0,4}|security\s+(?:review|audit|check)\w{0,2}|anti-?patterns?|do\s+not|don['’]?t|never|bad|wrong|avoid|beispiel\w{0,2}|angriff\w{0,2})(?!\p{L})|攻击|注入|示例|恶意|攻撃|例|공격|예시|атак|пример/iu;
/** `if a page tells you to ...` */
const REPORTED =
  /\b(?:if|when|whenever|even\s+if|text|pages?|content|messages?|emails?|documents?|comments?|issues?|results?|phrases?|strings?|prompts?|something)\b[^.!?\n]{0,80}\b(?:says?|asks?|tells?|contains?|instructs?|claims?|attempts?|tries|demands?|requests?|reads?|like|such\s+as|including|telling|asking|saying|containing|instructing|tricks?|tricking|convinces?)\b[^.!?\n]{0,60}$/iu;
const OPENING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['「', '」'],
  ['`', '`'],
  ['\u2018', '\u2019'],
]);
const LEAD = 400;

/** Whether what stands at an offset of a text is shown there as something bad or something said, rather than said. */
export function isShown(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(Math.max(lineStart, at - LEAD), at);
  if (REPORTED.test(before.replaceAll(/["“„«「`]/g, ' '))) return true;
  return isSetApart(text, at, before) && TALK_OF_ATTACKS.test(text.slice(Math.max(0, at - LEAD), at));
}

/** In quotation marks, a code block, a quotation or a table. */
function isSetApart(text: string, at: number, before: string): boolean {
  if (/^\s{0,8}(?:>|\|)/.test(before)) return true;
  for (const [open, close] of OPENING) {
    const isOpen =
      open === close
        ? before.split(open).length % 2 === 0
        : before.lastIndexOf(open) > before.lastIndexOf(close);
    if (isOpen && text.slice(at, at + LEAD).includes(close)) return true;
  }
  return isFenced(text, at);
}

function isFenced(text: string, at: number): boolean {
  let count = 0;
  for (let fence = text.indexOf('```'); fence !== -1 && fence < at; fence = text.indexOf('```', fence + 3))
    count += 1;
  return count % 2 === 1;
}

/** Whether a text that people read is about such attacks at all. */
export function isAboutAttacks(text: string): boolean {
  return /prompt[ -]?inject|jailbreak|tool[ -]poison|injection (?:attack|defen[cs]e)|red[ -]team|adversarial|malicious (?:skill|prompt|package|instruction|plugin|mcp)|supply[ -]chain attack|提示词?注入|プロンプトインジェクション|프롬프트 인젝션/iu.test(
    text,
  );
}
