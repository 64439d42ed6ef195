import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownToc } from '../index.js';
import { createSlugger } from './slug.js';

test('anchors are those of GitHub, and each is unique', () => {
  const slugOf = createSlugger();
  assert.deepEqual(['What’s new?', 'API `v2`', 'API v2'].map(slugOf), ['whats-new', 'api-v2', 'api-v2-1']);
});

test('headings inside fenced code are no headings', () => {
  assert.equal(
    markdownToc('# Top\n\n## One\n\n```sh\n## not me\n```\n\n### Two ##\n'),
    '- [One](#one)\n  - [Two](#two)',
  );
});
