import type { Database } from '@quillwire/database'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { APIError } from 'better-auth/api'

/** Prisma's code for a unique key that is taken. */
const TAKEN = 'P2002'

/**
 * Where Better Auth keeps what is its own. It looks whether somebody has the address before it makes an account; who signs up
 * twice at once is told what that look would have told a moment later.
 */
export function accountStore({ prisma }: Pick<Database, 'prisma'>): ReturnType<typeof prismaAdapter> {
  const adapter = prismaAdapter(prisma, { provider: 'postgresql', transaction: false })
  return (options) => {
    const store = adapter(options)
    const create: typeof store.create = async (given) => {
      try {
        return await store.create(given)
      } catch (error) {
        throw given.model === 'user' && isTaken(error) ? addressTaken() : error
      }
    }
    // A transaction, which is none here, is given this one too.
    const ours: typeof store = { ...store, create, transaction: (work) => work(ours) }
    return ours
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === TAKEN
}

const addressTaken = () =>
  new APIError('UNPROCESSABLE_ENTITY', {
    code: 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
    message: 'User already exists. Use another email.',
  })
