/** Enough to keep two cores and a disk busy. */
const AT_ONCE = 8;

/** Works on all items, several at once; the first failure is thrown when what has begun has ended. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (hasFailed) return;
      try {
        await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** The results in the order of the items; of several failures the first item's is thrown, when all that began has ended. */
export async function mapInParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, PromiseSettledResult<R>>();
  await inParallel([...items.entries()], async ([at, item]) => {
    const [result] = await Promise.allSettled([work(item)]);
    results.set(at, result);
  });
  return [...results]
    .toSorted(([a], [b]) => a - b)
    .map(([, result]) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
}
