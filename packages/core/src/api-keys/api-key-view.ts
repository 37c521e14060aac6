export interface ApiKeyView {
  id: string
  name: string
  /** The first characters, by which people tell their keys apart. */
  start: string
  scopes: string[]
  /** Who made it and may know it, also after they have left the workspace. */
  createdBy: { id: string; name: string }
  createdAt: Date
  lastUsedAt: Date | null
}

type ApiKeyRow = Omit<ApiKeyView, 'createdBy'> & { createdById: string }

/** @param createdByName of the person who made it */
export function presentApiKey(row: ApiKeyRow, createdByName: string): ApiKeyView {
  const { id, name, start, scopes, createdById, createdAt, lastUsedAt } = row
  return {
    id,
    name,
    start,
    scopes,
    createdBy: { id: createdById, name: createdByName },
    createdAt,
    lastUsedAt,
  }
}
