/** A list that gives back its greatest item first. */
export interface Heap<Item> {
  readonly push: (item: Item) => void;
  readonly pop: () => Item | undefined;
}

/**
 * `rank` must not change while an item is inside. Items that come in rising order, as most do, lie on a stack and cost
 * no search.
 */
export function newHeap<Item>(rank: (item: Item) => number): Heap<Item> {
  const rising: Item[] = [];
  const others = newTree(rank);
  return {
    push: (item) => {
      const last = rising.at(-1);
      if (last === undefined || rank(item) >= rank(last)) rising.push(item);
      else others.push(item);
    },
    pop: () => {
      const last = rising.at(-1);
      const other = others.peek();
      return last !== undefined && (other === undefined || rank(last) >= rank(other))
        ? rising.pop()
        : others.pop();
    },
  };
}

interface Tree<Item> extends Heap<Item> {
  readonly peek: () => Item | undefined;
}

function newTree<Item>(rank: (item: Item) => number): Tree<Item> {
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
    peek: () => items[0],
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
