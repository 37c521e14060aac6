/** The index of the last of these ascending items whose number is at most `most`; -1 where none is. A binary search. */
export function lastAtMost<Item>(
  items: readonly Item[],
  most: number,
  numberOf: (item: Item) => number,
): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && numberOf(item) <= most) low = middle + 1
    else high = middle
  }
  return low - 1
}
