export interface ApiKeyView {
  id: string
  name: string
  /** The first characters, by which people tell their keys apart. */
  start: string
  scopes: string[]
  /** When it ended with the rights of its maker: an admin can renew it. Null where it works. */
  endedAt: Date | null
  /** Who made or renewed it and may know it. `gone`: has left the workspace, or is no admin any more. */
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
