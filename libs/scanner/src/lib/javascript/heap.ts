/** A list that gives back its greatest item first. */
export interface Heap<Item> {
  readonly push: (item: Item) => void;
  readonly pop: () => Item | undefined;
}

/** `rank` must not change while an item is inside. */
export function newHeap<Item>(rank: (item: Item) => number): Heap<Item> {
  const items: Item[] = [];
  const rankAt = (index: number): number => {
    const item = items[index];
    return item === undefined ? -Infinity : rank(item);
  };
  const swap = (a: number, b: number): void => {
    const [first, second] = [items[a], items[b]];
    if (first === undefined || second === undefined) return;
    items[a] = second;
    items[b] = first;
  };
  return {
    push: (item) => {
      items.push(item);
      for (let at = items.length - 1; at > 0 && rankAt(at) > rankAt((at - 1) >> 1); at = (at - 1) >> 1) {
        swap(at, (at - 1) >> 1);
      }
    },
    pop: () => {
      swap(0, items.length - 1);
      const top = items.pop();
      for (let at = 0; ;) {
        const left = 2 * at + 1;
        const child = rankAt(left + 1) > rankAt(left) ? left + 1 : left;
        if (rankAt(child) <= rankAt(at)) return top;
        swap(at, child);
        at = child;
      }
    },
  };
}
