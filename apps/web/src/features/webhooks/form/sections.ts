/** The parts of the form that are closed at first: which fields are in them, and their summaries while closed. */
import type { FieldPath } from 'react-hook-form'
import { inWords } from '../durations.ts'
import { isDefaultSchedule, scheduleInWords } from '../retry-words.ts'
import { scheduleOf, secondsOf, type Values } from './form-values.ts'

export const sections = ['format', 'delivery', 'filters', 'security', 'advanced'] as const
export type Section = (typeof sections)[number]

const home: Partial<Record<keyof Values, Section>> = {
  format: 'format',
  transformation: 'format',
  includeContent: 'format',
  customWindow: 'delivery',
  window: 'delivery',
  ordered: 'delivery',
  rateLimit: 'delivery',
  documents: 'filters',
  folders: 'filters',
  actors: 'filters',
  headers: 'security',
  secrets: 'security',
  signatureScheme: 'security',
  timeoutSeconds: 'advanced',
  retrySchedule: 'advanced',
  repliesEnabled: 'advanced',
}

/** The section of a field, or undefined for those that are always in view. */
export function sectionOf(field: string): Section | undefined {
  return home[field.split('.')[0] as keyof Values] // undefined for any other name
}

const fieldOfPath: Record<string, FieldPath<Values>> = {
  'filters.documentIds': 'documents',
  'filters.folderIds': 'folders',
  'filters.actorIds': 'actors',
  timeoutMs: 'timeoutSeconds',
  coalesceSeconds: 'customWindow',
}
const SAME_NAME = new Set<string>([
  'url',
  'description',
  'eventTypes',
  'format',
  'transformation',
  'includeContent',
  'rateLimit',
  'headers',
  'secrets',
  'signatureScheme',
  'retrySchedule',
])

/** The form's field for a path in the API's errors, such as `secrets.API_TOKEN`; undefined if there is none. */
export function fieldOf(path: string, values: Values): FieldPath<Values> | undefined {
  const [root = '', name] = path.split('.')
  if (root === 'secrets' && name) {
    const index = values.secrets.findIndex((secret) => secret.name === name)
    if (index >= 0) return `secrets.${index}.value`
  }
  if (root === 'filters') return fieldOfPath[`filters.${name}`]
  // The cast: the set holds only names of fields.
  return fieldOfPath[root] ?? (SAME_NAME.has(root) ? (root as FieldPath<Values>) : undefined)
}

/** A line for each section that sums up its settings. */
export function summaries(values: Values, formatTitle: string): Record<Section, string> {
  return {
    format: join(
      values.usesCode ? `A function of ${lines(values.transformation)}` : formatTitle,
      values.includeContent && `content as ${contentNames[values.includeContent]}`,
    ),
    delivery: join(
      secondsOf(values) === 0 ? 'Each save' : `At most one save per ${inWords(secondsOf(values))}`,
      values.ordered && 'in order',
      values.rateLimit && `${values.rateLimit} per minute`,
    ),
    filters: filterSummary(values),
    security: join(
      values.signatureScheme === 'v1' ? 'Signed with a shared secret' : 'Signed with a key pair',
      values.headers.length > 0 && count(values.headers.length, 'header'),
      values.secrets.length > 0 && count(values.secrets.length, 'secret'),
    ),
    advanced: join(
      `${values.timeoutSeconds} s timeout`,
      isDefaultSchedule(scheduleOf(values)) ? 'default retries' : scheduleInWords(scheduleOf(values)),
      values.repliesEnabled && 'may reply',
    ),
  }
}

export const contentNames = { markdown: 'Markdown', html: 'HTML', json: 'JSON' } as const

function filterSummary({ documents, folders, actors }: Values): string {
  return (
    join(
      documents.length > 0 && count(documents.length, 'document'),
      folders.length > 0 && count(folders.length, 'parent document'),
      actors.length > 0 && `what ${count(actors.length, 'person', 'people')} did`,
    ) || 'All documents and people'
  )
}

function join(...parts: (string | false)[]): string {
  return parts.filter(Boolean).join(' · ')
}

function lines(text: string): string {
  return count(text.trim().split('\n').length, 'line')
}

export function count(many: number, one: string, more = `${one}s`): string {
  return `${many.toLocaleString('en')} ${many === 1 ? one : more}`
}
