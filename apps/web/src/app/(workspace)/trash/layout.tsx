import type { ReactNode } from 'react'
import { requireUser } from '@/server/require-user.ts'

export default async function MembersLayout({ children }: { children: ReactNode }) {
  await requireUser()
  return children
}
