/**
 * The files that were copied or dragged. What was copied as text carries a picture of itself in some programs, spreadsheets
 * among them: it stays text. But of files that were copied in a folder macOS gives the names as text.
 */
export function filesIn(data: Pick<DataTransfer, 'types' | 'files' | 'getData'> | null): File[] {
  const files = [...(data?.files ?? [])]
  if (!data?.types.includes('text/plain')) return files
  const lines = new Set(
    data
      .getData('text/plain')
      .trim()
      .split(/[\r\n]+/),
  )
  return files.every(({ name }) => lines.has(name)) ? files : []
}
