/** Settings of an endpoint that are known to work with one vendor. What the admin has to fill in begins with `YOUR-`. */
export interface Preset {
  name: string
  title: string
  /** One sentence: what it does. */
  description: string
  /** May name secrets in its path and query. */
  url: string
  /** Values may name secrets. */
  headers: Record<string, string>
  /** The secrets that the URL and headers name. */
  secrets: { name: string; label: string; help: string }[]
  eventTypes: string[]
  format: 'json'
  transformation: string | null
  /** Markdown: where to click at the vendor. */
  help: string
}
