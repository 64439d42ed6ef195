import type { GitSetting } from './run-git.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** How git reaches a server, and where its configuration lies. All else could lead it to other files or talk too much. */
const KEPT =
  /^GIT_(?:ASKPASS|SSH|SSH_COMMAND|SSH_VARIANT|SSL_CAINFO|SSL_CAPATH|SSL_CERT|SSL_KEY|CEILING_DIRECTORIES|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_[0-9]+|VALUE_[0-9]+))$/i;

/**
 * The environment git runs in: what could redirect it (GIT_DIR, GIT_INDEX_FILE, GIT_WORK_TREE ...) or print credentials
 * (GIT_TRACE, GIT_CURL_VERBOSE ...) is gone, nobody is asked for anything, and `settings` are its configuration.
 */
export function cleanGitEnv(env: Env, settings: readonly GitSetting[]): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !/^GIT_/i.test(name) || KEPT.test(name));
  const clean = new Map(
    kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  const first = Number(clean.get('GIT_CONFIG_COUNT') ?? 0);
  settings.forEach(({ key, value }, at) => {
    clean.set(`GIT_CONFIG_KEY_${first + at}`, key);
    clean.set(`GIT_CONFIG_VALUE_${first + at}`, value);
  });
  clean.set('GIT_CONFIG_COUNT', String(first + settings.length));
  clean.set('GIT_TERMINAL_PROMPT', '0');
  clean.set('LC_ALL', 'C');
  return Object.fromEntries(clean);
}
