/** What a `*.bench.ts` exports as `benchmark`. Rows that are compared with each other come from the same run. */
export interface Benchmark {
  title: string
  run(): Promise<Row[]>
}

/** A line of the table: what was measured, and its figures. Their units are in the names of the columns. */
export type Row = Record<string, string | number>

/** The value below which a share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits))
}
