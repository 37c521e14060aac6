import type { Database } from '@quillwire/database'
import { APIError } from 'better-auth/api'
import { verifyPassword } from 'better-auth/crypto'

/** Longer than comparing a password takes, even on a busy machine. */
const COMPARED_WITHIN_MS = 60_000

/**
 * Call this after a sign-in has created its session. The password may have changed since it was compared. The sessions
 * of the old password ended then, so this one has to end too.
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
