import type { Database } from '@quillwire/database'
import type { Principal } from './access/principal.ts'
import type { FileStore } from './files/file-store.ts'
import type { Seal } from './secrets/seal.ts'

/** What every use case takes first: its surroundings, and the principal on whose behalf it runs. */
export interface Context {
  database: Database
  principal: Principal
  seal: Seal
  files: FileStore
  /** The origin under which people reach Quillwire, without a trailing slash. */
  publicUrl: string
  /** The largest state, in bytes, that a document may have. */
  maxDocumentBytes: number
  /** For how long events are kept. */
  retentionDays: number
  now(): Date
}

/** The same surroundings without a principal: what a process creates once. */
export type Services = Omit<Context, 'principal'>

export function asPrincipal(services: Services, principal: Principal): Context {
  return { ...services, principal }
}
