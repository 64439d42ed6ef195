const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\\]/gu;
const MAX_SHOWN = 200;

/** A name from an archive, safe for a terminal and a log: nothing invisible, nothing that steers, never endless. */
export function escapeName(name: string): string {
  const shown = name.slice(0, MAX_SHOWN);
  const escaped = shown.replace(UNPRINTABLE, escapeCharacter);
  return shown.length < name.length ? `${escaped}...` : escaped;
}

function escapeCharacter(character: string): string {
  if (character === '\\') return '\\\\';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
