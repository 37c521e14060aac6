import { UNTITLED } from '@quillwire/core/events/document-reference'
import type { Actor, DocumentReference } from '@quillwire/events'
import { cleanLine, isolated } from '../text/clean.ts'
import { fit } from '../text/fit.ts'
import type { Fact } from './message.ts'

const MAX_NAME_LENGTH = 60
const MAX_TITLE_LENGTH = 80
const MAX_VALUE_LENGTH = 200
const MAX_NAMES = 3

const nameless: Record<Actor['type'], string> = {
  user: 'Somebody',
  guest: 'A guest',
  api_key: 'An API key',
  integration: 'An integration',
  system: 'Quillwire',
}

const numbers = new Intl.NumberFormat('en')
const lists = new Intl.ListFormat('en-GB')
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

export function who({ type, name }: Pick<Actor, 'type' | 'name'>): string {
  return named(name, MAX_NAME_LENGTH) || nameless[type]
}

/** `Ada, Jonas, Mia and 4 others`. */
export function whoAll(actors: readonly Actor[]): string {
  const names = actors.slice(0, MAX_NAMES).map(who)
  const others = actors.length - names.length
  if (others > 0) names.push(others === 1 ? '1 other' : `${others} others`)
  return lists.format(names)
}

export function person({ name }: { name: string }): string {
  return who({ type: 'user', name })
}

export function titled(title: string): string {
  return named(title, MAX_TITLE_LENGTH) || UNTITLED
}

export function titleOf(document: Pick<DocumentReference, 'title'>): string {
  return titled(document.title)
}

/** A name inside of a sentence, or an empty string where there is none. */
export function named(text: string, limit: number): string {
  return isolated(fit(cleanLine(text), limit))
}

export function listed(names: readonly string[]): string {
  return lists.format(names)
}

export function count(value: number): string {
  return numbers.format(value)
}

/** `27 November 2026 at 22:30 UTC`. */
export function moment(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? cleanLine(iso) : `${dates.format(date)} UTC`
}

/** `48.2 kB`. */
export function fileSize(bytes: number): string {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB'] as const
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)))
  return `${numbers.format(Number((bytes / 1000 ** step).toPrecision(3)))} ${steps[step]}`
}

/** `owner` as people read it: `Owner`. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Facts with something to say, on one line each. */
export function facts(pairs: readonly (readonly [label: string, value: string])[]): Fact[] {
  return pairs
    .map(([label, value]) => ({ label, value: fit(cleanLine(value), MAX_VALUE_LENGTH) }))
    .filter(({ value }) => value !== '')
}
