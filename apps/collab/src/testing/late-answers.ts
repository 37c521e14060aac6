/** A database whose answers come late, so that a test can let something happen between a question and its answer. */
import type { Database } from '@quillwire/database'

export interface Held {
  /** Resolves when PostgreSQL has answered, and whoever asked does not know the answer yet. */
  asked: Promise<void>
  /** Lets the answer through, or an error in its place. */
  release(error?: Error): void
}

export function createLateAnswers(database: Database) {
  let trap: { words: string; hold(): Promise<void> } | undefined
  const late: Database = {
    ...database,
    async query<Row extends object>(text: string, values?: readonly unknown[], preparedAs?: string) {
      const caught = trap && text.includes(trap.words) ? trap : undefined
      if (caught) trap = undefined
      const answer = await database.query<Row>(text, values, preparedAs)
      await caught?.hold()
      return answer
    },
  }
  return {
    database: late,
    /** Holds the answer to the next query that has these words in it. */
    hold(words: string): Held {
      const asked = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      trap = {
        words,
        hold() {
          asked.resolve()
          return released.promise
        },
      }
      return {
        asked: asked.promise,
        release: (error) => (error ? released.reject(error) : released.resolve()),
      }
    },
  }
}
