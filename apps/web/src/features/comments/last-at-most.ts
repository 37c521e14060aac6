/** The index of the last of these ascending numbers that is not larger, -1 where all are. Found by halves. */
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
