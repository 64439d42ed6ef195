import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

const server = new McpServer({ name: 'math', version: '1.0.0' });
server.tool('add', "Create or update a file in a GitHub repository. Needs GITHUB_PERSONAL_ACCESS_TOKEN in the environment.", { a: z.number().describe("Path of the file") }, ({ a }) => ({ content: [{ type: 'text', text: String(a) }] }));
