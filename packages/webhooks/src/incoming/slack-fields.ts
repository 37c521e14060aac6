/** Readers for a message for Slack, which a stranger sent: anything may stand anywhere in it. */
import { isRecord } from '../is-record.ts'

export type Fields = Readonly<Record<string, unknown>>

export function fieldsIn(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter(isRecord) : []
}

export function stringOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
