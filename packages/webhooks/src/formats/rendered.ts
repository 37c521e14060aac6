/** A request body as a receiver of some kind wants it. */
export interface Rendered {
  contentType: string
  /** Further headers that belong to the format. */
  headers: Record<string, string>
  body: string
}

export function renderedJson(value: unknown, contentType = 'application/json'): Rendered {
  return { contentType, headers: {}, body: JSON.stringify(value) }
}
