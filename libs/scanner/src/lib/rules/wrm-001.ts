import { keyOf } from '../javascript/key.ts';
import { offsetOf, type Node } from '../javascript/node.ts';
import { writtenPaths } from '../javascript/written-paths.ts';
import { commandsIn } from '../nested-sources.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

const PUBLISH = /\b(?:npm|pnpm|yarn)\b[^;&|\n]*\bpublish\b/;
const INSTALL_SCRIPT = new Set(['preinstall', 'install', 'postinstall', 'prepare']);
/** How one finds what else a stolen token may publish. */
const REACH =
  /\/-\/npm\/v1\/tokens|\/-\/v1\/search\?text=maintainer:|\/-\/whoami|\bnpm\s+(?:token\s+list|access\s+(?:list|ls-packages))\b/;

export const WRM_001: Rule = {
  id: 'WRM-001',
  title: 'Publishes itself',
  severity: 'critical',
  what: 'One file starts `npm publish` and also writes an install script into a manifest, or asks the registry what else its token may publish and rewrites a package.json.',
  why: 'That is a worm: each victim with a token becomes the next source.',
  incident: 'Shai-Hulud 2025',
  fix: 'Release tools never add install scripts to what they publish.',
  *checkProgram(analysis) {
    const publish = commandsIn(analysis).find(({ text }) => PUBLISH.test(text));
    if (publish === undefined) return;
    const infected = analysis.program.assignments.find(({ left }) => isInstallScript(analysis, left));
    if (infected !== undefined) {
      yield {
        offset: offsetOf(infected),
        message: 'writes an install script into a manifest, and publishes',
      };
    }
    const rewrites = writtenPaths(analysis).some(({ path }) => path.endsWith('package.json'));
    if (rewrites && searchesReach(analysis)) {
      yield {
        offset: publish.offset,
        message: 'looks for what a token may publish, rewrites package.json, and publishes',
      };
    }
  },
};

function isInstallScript(analysis: Analysis, left: Node): boolean {
  if (left.type !== 'MemberExpression' || left.object.type !== 'MemberExpression') return false;
  return (
    keyOf(analysis, left).some((key) => INSTALL_SCRIPT.has(key)) &&
    keyOf(analysis, left.object).includes('scripts')
  );
}

function searchesReach(analysis: Analysis): boolean {
  return analysis.program.strings.some(({ value }) => value.length < 1000 && REACH.test(value));
}
