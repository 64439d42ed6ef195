const ASCII = /^[\x20-\x7e]*$/;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * The key under which names count as one: compatibility form, full case folding, ignorable characters dropped.
 *
 * At least as coarse as any file system in use (CVE-2021-37712, CVE-2026-23950: `ß` and `ss`, ligatures), so that two
 * members with different keys are two files everywhere.
 */
export function foldName(name: string): string {
  if (ASCII.test(name)) return name.toUpperCase();
  // Lower case first, for capitals without a lower-case partner of one letter (U+1E9E); twice, because folding
  // can undo the normal form.
  return foldOnce(foldOnce(name));
}

function foldOnce(name: string): string {
  return name.replace(IGNORABLE, '').normalize('NFKC').toLowerCase().toUpperCase().normalize('NFKC');
}
