'use client'
import { useShell } from '@/features/shell/shell.tsx'
import { PasswordForm } from './password-form.tsx'
import { ProfileForm } from './profile-form.tsx'
import { Sessions } from './sessions.tsx'

/** What people can change in their own account, whatever their role in the workspace. */
export function AccountSettings({ sendsMail }: { sendsMail: boolean }) {
  const person = useShell()?.me.principal
  if (!person?.email) return null
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-12">
      <ProfileForm name={person.name} email={person.email} sendsMail={sendsMail} />
      <PasswordForm email={person.email} />
      <Sessions />
    </div>
  )
}
