// A thread that scans one plugin after another. What it throws ends it, and the scan is incomplete.
import { parentPort } from 'node:worker_threads';
import { scan, summarise } from '@ragnos-vault/scanner';
import { parseScanTask, type ScanAnswer, type ScanTask } from './parse-scan-message.ts';

function answer(task: ScanTask): ScanAnswer {
  return task.type === 'scan'
    ? { type: 'scan', report: scan(task.input, task.policy) }
    : { type: 'summarise', release: summarise(task.input) };
}

parentPort?.on('message', (data: unknown) => {
  parentPort?.postMessage(answer(parseScanTask(data)));
});
