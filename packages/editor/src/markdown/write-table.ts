import type { JSONContent } from '@tiptap/core'
import { MAX_SPAN } from '../read-attributes.ts'
import { writeInline } from './write-inline.ts'

/**
 * The most cells that a table is filled up to. A few thousand merged cells, or one long row above many short ones,
 * would make millions, which could not be read back.
 */
const MAX_PLACES = 200_000

/**
 * Writes a table in GitHub's Markdown: one line for each row, and the first row is the head. What Markdown's tables
 * lack is approximated: the places of a merged cell become empty cells, a list in a cell becomes lines. If that would
 * make the table too large, each row ends after its own cells.
 */
export function writeTable(
  { content: rows = [] }: JSONContent,
  writeImage: (image: JSONContent) => string,
): string {
  const grid = layOut(rows)
  const columns = grid.reduce((most, { length }) => Math.max(most, length), 1)
  const hasHead = rows[0]?.content?.some(({ type }) => type === 'tableHeader') ?? false
  const isFilled = columns * rows.length <= MAX_PLACES
  const lines = grid.map((row, y) =>
    // In Markdown, the first line determines the number of columns.
    Array.from({ length: isFilled || y === 0 ? columns : row.length }, (_, index) =>
      cellText(row[index], writeImage),
    ),
  )
  const blank = Array<string>(columns).fill('')
  const [first = blank, ...others] = hasHead ? lines : [blank, ...lines]
  // A head that is there, but empty, is marked by a line break.
  const head = hasHead && first.every((text) => text === '') ? ['<br>', ...first.slice(1)] : first
  const rules = Array.from({ length: columns }, (_, index) => rule(grid[0]?.[index]?.attrs?.align))
  return [head, rules, ...others].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function rule(align: unknown): string {
  if (align === 'left') return ':--'
  if (align === 'center') return ':-:'
  return align === 'right' ? '--:' : '---'
}

/** The cells by row and column, with gaps where a cell spans several. */
function layOut(rows: readonly JSONContent[]): (JSONContent | undefined)[][] {
  const grid: (JSONContent | undefined)[][] = rows.map(() => [])
  const taken = new Set<string>()
  const isMerged = mergedPlaces(rows) <= MAX_PLACES
  rows.forEach((row, y) => {
    let x = 0
    for (const cell of row.content ?? []) {
      while (taken.has(`${x},${y}`)) x++
      const [width, height] = isMerged ? spansOf(cell) : [1, 1]
      for (let down = 1; down < Math.min(height, rows.length - y); down++)
        for (let right = 0; right < width; right++) taken.add(`${x + right},${y + down}`)
      const line = grid[y]
      if (line) {
        while (line.length < x) line.push(undefined)
        line.push(cell, ...Array<undefined>(width - 1).fill(undefined))
      }
      x += width
    }
  })
  return grid
}

function mergedPlaces(rows: readonly JSONContent[]): number {
  let places = 0
  rows.forEach(({ content = [] }, y) => {
    for (const cell of content) {
      const [width, height] = spansOf(cell)
      places += width * Math.min(height, rows.length - y)
    }
  })
  return places
}

function spansOf({ attrs }: JSONContent): [width: number, height: number] {
  return [span(attrs?.colspan), span(attrs?.rowspan)]
}

function span(value: unknown): number {
  return Math.min(Math.max(Number(value) || 1, 1), MAX_SPAN)
}

function cellText(cell: JSONContent | undefined, writeImage: (image: JSONContent) => string): string {
  const lines = (cell?.content ?? []).flatMap((block) => blockLines(block, writeImage))
  return lines.join('<br><br>').replaceAll('|', '\\|')
}

function blockLines(block: JSONContent, writeImage: (image: JSONContent) => string): string[] {
  const content = block.content ?? []
  if (block.type === 'image') return [writeImage(block)]
  if (content.length === 0 || content.some(({ type }) => type === 'text' || type === 'hardBreak'))
    return [writeInline(content, { oneLine: true, atLineStart: false })]
  return content.flatMap((child) => blockLines(child, writeImage))
}
