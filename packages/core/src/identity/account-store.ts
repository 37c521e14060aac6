import type { Database } from '@quillwire/database'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { APIError } from 'better-auth/api'

/** Prisma's code for a unique key that is taken. */
const TAKEN = 'P2002'

/**
 * The store for Better Auth's own data. Better Auth checks whether an address is taken before it creates an account; of
 * two simultaneous sign-ups, the second fails here with the error that this check would have given a moment later.
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
    // Better Auth's "transactions", which are not real ones here, use this store too.
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
