/**
 * The files that were copied or dragged. Some programs, spreadsheets among them, add a picture to copied text: it stays
 * text. But for files that were copied in a folder, macOS adds their names as text.
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
