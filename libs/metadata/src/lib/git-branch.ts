const BRANCH = /^[A-Za-z0-9_][A-Za-z0-9._+/-]{0,199}$/;
/** What git itself refuses in the name of a branch, of the characters above. */
const REFUSED = /\.\.|\/\/|\/\.|\.\/|\.lock(?:\/|$)|[./]$|^HEAD$/;

/** Whether this is a name that git takes for a branch, and neither git nor a shell for anything else. */
export function isGitBranch(name: string): boolean {
  return BRANCH.test(name) && !REFUSED.test(name);
}
