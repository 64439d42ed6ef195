import { folderOf } from '../plugin/manifest.ts';
import type { Plugin, PluginFile } from '../plugin/plugin.ts';

/** Files that agents obey by their name or place. */
const RULES =
  /(?:^|\/)(?:SKILL|AGENTS?|CLAUDE(?:\.local)?|GEMINI|QWEN|WARP|CRUSH)\.md$|(?:^|\/)\.(?:cursorrules|windsurfrules|clinerules|roorules[\w-]*|goosehints|aiderules|rules)$|(?:^|\/)\.(?:cursor|windsurf|clinerules|roo|kiro|codex|gemini|claude|opencode|continue|trae|amazonq|augment|junie)\/(?:[^/]+\/)*[^/]+\.(?:md|mdc|txt|toml|ya?ml)$|(?:^|\/)\.github\/(?:copilot-instructions\.md$|(?:instructions|prompts|chatmodes|agents)\/)|\.(?:prompt|instructions|chatmode|agent|mdc)(?:\.md)?$|(?:^|\/)llms(?:-full)?\.txt$/i;
const IN_PLUGIN =
  /(?:^|\/)(?:skills|agents|commands|prompts|rules|hooks)\/(?:[^/]+\/)*[^/]+\.(?:md|mdc|txt)$/i;
const PLUGIN_MANIFEST =
  /(?:^|\/)(?:\.claude-plugin\/(?:plugin|marketplace)\.json|plugin\.json|gemini-extension\.json|SKILL\.md)$/i;
const FRONT_MATTER =
  /^---\r?\n(?:[^\n]{0,400}\n){0,20}?(?:allowed-tools|tools|model|globs|alwaysApply|argument-hint|disable-model-invocation)\s{0,5}:/;
const PROSE =
  /\.(?:md|mdx|markdown|mdc|txt|rst|adoc|html?|xhtml|svg)$|(?:^|\/)(?:README|CONTRIBUTING|SECURITY|INSTALL|USAGE)[^/.]*$/i;
const SAMPLES =
  /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|__fixtures__|testdata|samples?|vectors|corpus|examples?)\//i;

/** Who takes the file in; `undefined` where it is no prose. */
export function audienceOf(file: PluginFile, plugin: Plugin): 'agent' | 'reader' | undefined {
  if (
    file.kind === 'binary' ||
    file.kind === 'javascript' ||
    file.kind === 'typescript' ||
    file.kind === 'json'
  )
    return undefined;
  if (RULES.test(file.path) || FRONT_MATTER.test(file.text().slice(0, 4000))) return 'agent';
  if (IN_PLUGIN.test(file.path) && isAgentPlugin(plugin)) return 'agent';
  if (/\.md$/i.test(file.path) && isBesideSkill(file.path, plugin)) return 'agent';
  return PROSE.test(file.path) ? 'reader' : undefined;
}

/** Texts kept to test something with are read by no agent of the plugin's owner. */
export function isSample(path: string): boolean {
  return SAMPLES.test(path);
}

function isAgentPlugin({ files }: Plugin): boolean {
  return files.some(({ path }) => PLUGIN_MANIFEST.test(path));
}

/** An agent follows the links of a skill into its folder. */
function isBesideSkill(path: string, { fileAt }: Plugin): boolean {
  for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
    if (fileAt.has(`${folder}SKILL.md`)) return true;
    if (folder === '') return false;
  }
}
