import { summary, warning } from '@actions/core';
import { writeFile } from 'node:fs/promises';

/** What the runner takes of one step, in bytes. */
const LIMIT = 1024 * 1024 - 1024;

/** Adds markdown to the page of the run. What is too long for it goes into a file whole, and the page says which. */
export async function writeSummary(
  markdown: string,
  { file, env }: { readonly file: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<void> {
  // A runner without the page, or a desk.
  if ((env['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
  if (Buffer.byteLength(markdown) <= LIMIT) {
    await summary.addRaw(markdown, true).write();
    return;
  }
  await writeFile(file, markdown);
  warning(`the summary is longer than the page of a run holds; it is in ${file}`);
  const head = markdown.slice(0, markdown.indexOf('\n\n') + 1);
  await summary.addRaw(`${head}\nThe rest is longer than this page holds: \`${file}\`.`, true).write();
}
