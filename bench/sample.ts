/** What one run of one program cost, as the program itself measured it once it had started. */
export interface Sample {
  readonly seconds: number;
  /** Of all threads; not every program tells. */
  readonly cpuSeconds?: number | undefined;
  /** The most memory that the whole process ever held. */
  readonly peakBytes?: number | undefined;
}
