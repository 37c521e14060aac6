import { tellsOfFullDisk } from './full-disk.ts'

/** What a PostgreSQL that is still starting tells clients that connect too early. */
const TOO_EARLY = /FATAL: {2}the database system is /

/**
 * Extracts from the server's log why it ended. A server that is stopped during recovery also calls its data corrupted.
 * On a full disk, that would send somebody looking for a backup for nothing.
 */
export function whyItEnded(log: string): string {
  const reasons = log.split('\n').filter((line) => /\b(FATAL|PANIC): /.test(line) && !TOO_EARLY.test(line))
  const why = reasons.join('\n') || log.trim()
  return tellsOfFullDisk(why) ? `${FULL_DISK}\n${why}` : why
}

const FULL_DISK =
  'The disk is full. Make room, and it goes on by itself: nothing that was saved is lost, and no backup is needed.'
