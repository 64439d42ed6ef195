import { quote } from '../display-text.ts';
import { actionsOf, type Write } from '../javascript/actions.ts';
import { callersOf } from '../javascript/parameters.ts';
import { offsetOf, type FunctionNode, type Node } from '../javascript/node.ts';
import { HOLE } from '../javascript/text.ts';
import { textsOf } from '../javascript/texts.ts';
import { programOf } from '../shell/programs.ts';
import { readPipelines, type Words } from '../shell/statements.ts';
import { severityIn } from './command-severity.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

/** A home, a root or a drive, as a whole. */
const EVERYTHING =
  /^(?:~|\/|\/\*|~\/\*|\$HOME|\$\{HOME\}|\$HOME\/\*?|%USERPROFILE%|%HOMEPATH%|\/home|\/Users|[A-Za-z]:[\\/]?\*?)\/?$/i;
const RAW_DEVICE = /^of=\/dev\/(?:sd|nvme|hd|disk|vd)/;

export const DES_001: Rule = {
  id: 'DES-001',
  title: 'Destroys files',
  severity: 'critical',
  what: 'Deletes a home folder, a root or a drive, or walks through folders and overwrites every file it finds with one constant.',
  why: 'Nothing honest needs it, and nothing brings the files back.',
  incident: 'node-ipc 2022, the dead-man switch of mini Shai-Hulud 2026',
  fix: 'Delete only what the plugin made, by its full path.',
  *checkProgram(analysis) {
    for (const { call, path } of actionsOf(analysis).removals) {
      const all = textsOf(analysis, path).find(({ value, complete }) => complete && EVERYTHING.test(value));
      if (all !== undefined) yield { offset: offsetOf(call.node), message: `deletes ${quote(all.value)}` };
    }
    for (const write of actionsOf(analysis).writes) {
      if (!overwritesAll(analysis, write)) continue;
      yield {
        offset: offsetOf(write.call.node),
        message: 'overwrites every file below a folder with one constant',
      };
    }
  },
  *checkCommand(command) {
    for (const { stages, offset } of readPipelines(command.text)) {
      if (!stages.some(destroys) && !handsToDestroyer(stages)) continue;
      yield {
        offset,
        message: `destroys files: ${quote(stages.map((words) => words.join(' ')).join(' | '))}`,
        ...severityIn(command),
      };
    }
  },
};

function destroys(words: Words): boolean {
  const { program, args } = programOf(words);
  const isAll = args.some((word) => EVERYTHING.test(word));
  switch (program) {
    case 'rm':
      return isAll && args.some((word) => /^-\w*[rR]|^--recursive$/.test(word));
    case 'shred':
    case 'rimraf':
      return isAll;
    case 'find':
      return isAll && args.some((word) => word === '-delete' || word === 'shred' || word === 'rm');
    case 'del':
    case 'erase':
    case 'rd':
    case 'rmdir':
      return isAll && args.some((word) => /^\/s$/i.test(word));
    case 'dd':
      return args.some((word) => RAW_DEVICE.test(word));
    case 'mkfs':
    case 'cipher':
      return program === 'mkfs' || args.some((word) => /^\/w/i.test(word));
    default:
      return false;
  }
}

/** `find ~ -type f | xargs shred` */
function handsToDestroyer(stages: readonly Words[]): boolean {
  const isListed = stages.some(
    (words) => programOf(words).program === 'find' && words.some((word) => EVERYTHING.test(word)),
  );
  return (
    isListed &&
    stages.some(
      (words) => programOf(words).program === 'xargs' && words.some((word) => /^(?:rm|shred)$/.test(word)),
    )
  );
}

/** A walker calls itself on what it lists; a wiper writes the same bytes to all of it. */
function overwritesAll(analysis: Analysis, { call, path, data }: Write): boolean {
  const constant = data === undefined ? undefined : textsOf(analysis, data)[0];
  if (constant?.complete !== true || !call.names.some((name) => name.startsWith('fs.writeFile')))
    return false;
  const names = textsOf(analysis, path);
  if (names.some(({ value }) => !value.endsWith(HOLE))) return false;
  return analysis.program.ownFunctions.some((fn) => isInside(fn, call.node) && isWalker(analysis, fn));
}

function isWalker(analysis: Analysis, fn: FunctionNode): boolean {
  const lists = actionsOf(analysis).calls.some(
    ({ node, names }) => isInside(fn, node) && names.some((name) => name.startsWith('fs.readdir')),
  );
  return lists && callersOf(analysis, fn).some(({ node }) => isInside(fn, node));
}

function isInside(outer: Node, inner: Node): boolean {
  return offsetOf(outer) < offsetOf(inner) && (inner.end ?? 0) <= (outer.end ?? 0);
}
