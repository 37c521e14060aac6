import type { Services } from '../context.ts'

export interface Person {
  type: 'user'
  id: string
  name: string
  email: string
  image: string | null
}

/** A person by id, or null when there is none. */
export async function findPerson(services: Pick<Services, 'database'>, id: string): Promise<Person | null> {
  const row = await services.database.prisma.user.findUnique({
    where: { id },
    select: { id: true, name: true, email: true, image: true },
  })
  return row && { type: 'user', ...row }
}
