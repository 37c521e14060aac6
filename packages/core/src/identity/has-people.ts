import type { Services } from '../context.ts'

/** Whether anybody has signed up here yet. */
export async function hasPeople(services: Pick<Services, 'database'>): Promise<boolean> {
  return (await services.database.prisma.user.count({ take: 1 })) > 0
}
