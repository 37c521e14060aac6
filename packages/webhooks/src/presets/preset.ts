import type { FormatName } from '../formats/index.ts'

/** Settings of an endpoint that are known to work with one vendor. What the admin must fill in begins with `YOUR-`. */
export interface Preset {
  name: string
  title: string
  /** One sentence: what it does. */
  description: string
  /** May name secrets in its path and query. Empty where nothing of it is known beforehand. */
  url: string
  /** Values may name secrets. */
  headers: Record<string, string>
  /** The secrets that the URL and headers name. */
  secrets: { name: string; label: string; help: string }[]
  eventTypes: string[]
  /** Seconds for which the saves of a document are gathered into one. Where it is left out, each goes out. */
  coalesceSeconds?: number
  format: FormatName
  transformation: string | null
  /** Markdown: where to click at the vendor. */
  help: string
}
