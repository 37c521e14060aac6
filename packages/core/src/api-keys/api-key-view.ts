export interface ApiKeyView {
  id: string
  name: string
  /** The first characters, by which people recognise their keys. */
  start: string
  scopes: string[]
  /** When it ended with its maker's rights; an admin can then renew it. Null while it works. */
  endedAt: Date | null
  /** Who made or renewed it, and so may know its value. `gone`: has left the workspace, or is no longer an admin. */
  createdBy: { id: string; name: string; gone: boolean }
  createdAt: Date
  lastUsedAt: Date | null
}

interface ApiKeyRow {
  id: string
  name: string
  start: string
  scopes: string[]
  revokedAt: Date | null
  createdById: string
  createdAt: Date
  lastUsedAt: Date | null
}

export function presentApiKey(row: ApiKeyRow, maker: { name: string; gone: boolean }): ApiKeyView {
  const { id, name, start, scopes, revokedAt, createdById, createdAt, lastUsedAt } = row
  return {
    id,
    name,
    start,
    scopes,
    endedAt: revokedAt,
    createdBy: { id: createdById, ...maker },
    createdAt,
    lastUsedAt,
  }
}
