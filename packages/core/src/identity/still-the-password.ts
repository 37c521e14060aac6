import type { Database } from '@quillwire/database'
import { APIError } from 'better-auth/api'
import { verifyPassword } from 'better-auth/crypto'

/** Longer than a password takes to be compared, also on a machine that is busy. */
const COMPARED_WITHIN_MS = 60_000

/**
 * After a sign-in has made its session. The password may have become another one since it was compared, and the sessions of the
 * old one have ended then: this one too.
 */
export async function requireStillThePassword(
  { prisma }: Pick<Database, 'prisma'>,
  { userId, token }: { userId: string; token: string },
  password: unknown,
): Promise<void> {
  const changed = await prisma.account.findFirst({
    where: {
      userId,
      providerId: 'credential',
      updatedAt: { gt: new Date(Date.now() - COMPARED_WITHIN_MS) },
    },
  })
  if (!changed?.password || typeof password !== 'string') return
  if (await verifyPassword({ hash: changed.password, password })) return
  await prisma.session.deleteMany({ where: { token } })
  throw new APIError('UNAUTHORIZED', {
    code: 'INVALID_EMAIL_OR_PASSWORD',
    message: 'Invalid email or password',
  })
}
