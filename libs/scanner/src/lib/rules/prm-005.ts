import { quote } from '../display-text.ts';
import { readJsonWithComments } from '../plugin/json-with-comments.ts';
import { isSample } from '../prompts/audience.ts';
import { launchesIn } from '../prompts/launches.ts';
import type { Rule } from '../rule.ts';

const CONFIG = /\.jsonc?$|(?:^|\/)\.claude\.json$|\.(?:md|mdx|txt)$/i;
const SERVERS = /"(?:mcpServers|mcp_servers|mcp_config|servers|context_servers)"/;

export const PRM_005: Rule = {
  id: 'PRM-005',
  title: 'A server for agents is fetched when it starts',
  severity: 'critical',
  what: 'The configuration of an MCP server starts a shell that downloads, runs inline code, goes to a remote server over plain HTTP, mounts the host into a container, or (medium) runs whatever version a registry has today (`npx -y name`, `uvx name`).',
  why: 'What was reviewed is not what runs tomorrow.',
  incident: 'postmark-mcp 1.0.16 2025, CVE-2025-6514 (mcp-remote)',
  fix: 'Ship the server, or name it with its exact version; https for what is remote.',
  *checkFile(file) {
    if (file.kind === 'binary' || file.kind === 'javascript' || !CONFIG.test(file.path)) return;
    if (file.kind !== 'json' && !/\.jsonc$/.test(file.path)) return;
    const text = file.text();
    if (!SERVERS.test(text)) return;
    for (const { offset, what, command, severity } of launchesIn(readJsonWithComments(text)))
      yield {
        offset,
        message: `${what}: ${quote(command)}`,
        severity: isSample(file.path) && severity !== 'low' ? 'medium' : severity,
      };
  },
};
