import type { ReactNode } from 'react'
import { SettingsFrame } from '@/features/settings/settings-frame.tsx'
import { requireUser } from '@/server/require-user.ts'

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  await requireUser()
  return <SettingsFrame>{children}</SettingsFrame>
}
