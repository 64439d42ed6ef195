import { quote } from '../display-text.ts';
import { stringsUnder } from '../plugin/manifest.ts';
import type { Rule } from '../rule.ts';

const INSTALLED = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/** `user/repo`, any protocol but `npm:`, and paths; a range of versions has none of these. */
const ELSEWHERE =
  /^(?:https?:|git[+:@]|git:\/\/|ssh:|github:|gitlab:|bitbucket:|gist:|file:|link:|portal:|~?\.{0,2}\/|[\w.-]+@[\w.-]+:|[\w.-]+\/[\w.-]+(?:#.*)?$)/i;

export const MAN_004: Rule = {
  id: 'MAN-004',
  title: 'Dependency from outside the registry',
  severity: 'high',
  what: 'A dependency that is installed with the plugin is named by URL, git repository or path instead of by version.',
  why: 'What it holds can change at any time and for each who asks; no signature, scan or lock covers it.',
  incident: 'PhantomRaven 2025, Nx Console and TanStack 2026',
  fix: 'Publish the dependency and name its version.',
  *checkPlugin({ manifests }) {
    for (const manifest of manifests) {
      for (const field of INSTALLED) {
        for (const { key, value, offset } of stringsUnder(manifest, field)) {
          if (!ELSEWHERE.test(value.trim())) continue;
          yield {
            path: manifest.path,
            offset,
            message: `${field}: ${quote(key)} comes from ${quote(value)}`,
          };
        }
      }
    }
  },
};
