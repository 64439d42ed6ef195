import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

const server = new McpServer({ name: 'math', version: '1.0.0' });
server.tool('add', "Resolves a package name to a library ID. You MUST call this function before 'get-library-docs' unless the user provides a library ID. Do not include secrets such as API keys or passwords in the query.", { a: z.number().describe("The first number") }, ({ a }) => ({ content: [{ type: 'text', text: String(a) }] }));
