export interface ApiKeyView {
  id: string
  name: string
  /** The first characters, by which people tell their keys apart. */
  start: string
  scopes: string[]
  createdAt: Date
  lastUsedAt: Date | null
}

export function presentApiKey({ id, name, start, scopes, createdAt, lastUsedAt }: ApiKeyView): ApiKeyView {
  return { id, name, start, scopes, createdAt, lastUsedAt }
}
