import { setOutput } from '@actions/core';
import type { PUBLISH_OUTPUTS } from '@ragnos-vault/api';

type Outputs = Record<keyof typeof PUBLISH_OUTPUTS, string>;

/** Takes outputs; the last word of each counts. */
export type SayOutputs = (outputs: Partial<Outputs>) => void;

/** What a run says before anything has happened, and where it stops before it knows better. */
const NOTHING: Outputs = {
  published: 'false',
  plugins: '[]',
  'metadata-versions': '{}',
  expires: '{}',
  'repository-path': '',
  'artifact-id': '',
  'sarif-file': '',
  'sbom-file': '',
};

/** Lets `work` collect outputs, and sets them all, whatever becomes of it. */
export async function withOutputs(work: (say: SayOutputs) => Promise<void>): Promise<void> {
  let said = NOTHING;
  try {
    await work((outputs) => {
      said = { ...said, ...outputs };
    });
  } finally {
    for (const [name, value] of Object.entries(said)) setOutput(name, value);
  }
}
