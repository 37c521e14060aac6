export interface FileView {
  id: string
  name: string
  contentType: string
  size: number
  width: number | null
  height: number | null
  createdAt: Date
  /** A path on this site. Reading it needs the right to read the document. */
  url: string
}

export function fileUrl(documentId: string, id: string): string {
  return `/api/v1/documents/${documentId}/files/${id}`
}

export function presentFile(row: Omit<FileView, 'url'> & { documentId: string }): FileView {
  const { id, name, contentType, size, width, height, createdAt, documentId } = row
  return { id, name, contentType, size, width, height, createdAt, url: fileUrl(documentId, id) }
}
