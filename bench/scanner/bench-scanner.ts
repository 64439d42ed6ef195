// Measures what the scanner promises: `npm run bench:scanner`. Recall on the inert samples of `vectors/`, false positives
// and speed on the pinned packages of the registry, the speed beside a bare parse and js-x-ray. A broken promise ends
// it with 1.
import { fetchCorpus } from '../../e2e/corpus/fetch.ts';
import { benchFalsePositives } from './false-positives.ts';
import { benchRecall } from './recall.ts';
import { benchSpeed } from './speed.ts';

const packages = await fetchCorpus((line) => console.error(line), {
  list: 'benign-packages.json',
  all: true,
});
const promises = [benchRecall(), await benchFalsePositives(packages), await benchSpeed(packages)];
if (promises.includes(false)) process.exitCode = 1;
