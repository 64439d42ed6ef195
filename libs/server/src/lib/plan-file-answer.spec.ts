import { describe, expect, it } from '@jest/globals';
import { planFileAnswer, type FileQuestion } from './plan-file-answer.ts';

const CHANGED = Date.parse('2026-01-01T00:00:00.300Z');
const question = (now: string, headers: FileQuestion['headers'] = {}): FileQuestion => ({
  method: 'GET',
  headers,
  path: { folder: 'metadata', segments: ['timestamp.json'] },
  file: { size: 10, etag: '"abc"', changedMs: CHANGED },
  now: new Date(now),
});

describe('planFileAnswer', () => {
  it('withholds a date that could not tell a file from its successor of the same second', () => {
    const young = planFileAnswer(question('2026-01-01T00:00:00.900Z'));
    expect(young.headers).not.toContain('Last-Modified');
    const settled = planFileAnswer(question('2026-01-01T00:00:01.000Z'));
    expect(settled.headers).toEqual(
      expect.arrayContaining(['Last-Modified', 'Thu, 01 Jan 2026 00:00:01 GMT']),
    );
  });

  it('never answers 304 to a date of the second in which the file changed', () => {
    const since = { 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' };
    expect(planFileAnswer(question('2026-01-01T00:00:00.900Z', since)).status).toBe(200);
    expect(planFileAnswer(question('2026-01-01T09:00:00.000Z', since)).status).toBe(200);
    const after = { 'if-modified-since': 'Thu, 01 Jan 2026 00:00:01 GMT' };
    expect(planFileAnswer(question('2026-01-01T09:00:00.000Z', after)).status).toBe(304);
  });

  it('puts validators and cache rule on a 304, and no length', () => {
    const plan = planFileAnswer(question('2026-01-01T09:00:00Z', { 'if-none-match': '*' }));
    expect(plan).toMatchObject({ status: 304, range: undefined });
    expect(plan.headers).toEqual(expect.arrayContaining(['ETag', '"abc"', 'Cache-Control', 'no-cache']));
    expect(plan.headers).not.toContain('Content-Length');
  });

  it('sends the whole file where If-Range names another', () => {
    const headers = { range: 'bytes=2-4', 'if-range': '"old"' };
    expect(planFileAnswer(question('2026-01-01T09:00:00Z', headers))).toMatchObject({
      status: 200,
      range: { start: 0, end: 9 },
    });
  });

  it('weighs conditions before the range', () => {
    const headers = { range: 'bytes=99-', 'if-none-match': '"abc"' };
    expect(planFileAnswer(question('2026-01-01T09:00:00Z', headers)).status).toBe(304);
  });
});
