import type { Metadata } from 'next'
import Link from 'next/link'
import { NoticePage } from '@/components/notice-page.tsx'
import { Button } from '@/components/ui/button.tsx'
import { AccountForm } from '@/features/account/account-form.tsx'
import { AccountPage } from '@/features/account/account-page.tsx'
import { JoinButton } from '@/features/account/join-button.tsx'
import type { WorkspaceRole } from '@/lib/api-types.ts'
import { askApi, askMe } from '@/server/ask-api.ts'

export const metadata: Metadata = { title: 'Join' }

export default async function JoinPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const [invitation, me] = await Promise.all([
    askApi<{ workspace: { id: string; name: string }; role: WorkspaceRole }>(
      `/invitations/lookup?token=${encodeURIComponent(token)}`,
    ),
    askMe(),
  ])
  if (!invitation)
    return (
      <NoticePage title="This invitation doesn’t work">
        <p>
          It has expired, was revoked, or its address isn’t complete. Ask the person who sent it for a new
          one.
        </p>
        <Button asChild className="justify-self-start">
          <Link href="/">Go to Quillwire</Link>
        </Button>
      </NoticePage>
    )
  const title = `Join ${invitation.workspace.name}`
  const present = me.workspaces.find(({ id }) => id === invitation.workspace.id)
  if (me.principal.type === 'user')
    return (
      <NoticePage title={present ? invitation.workspace.name : title}>
        <p className="[overflow-wrap:anywhere]">
          You are signed in as {me.principal.name}.{' '}
          {present
            ? `You are already ${named(present.role)} of this workspace; the link doesn’t change that.`
            : `You will be ${named(invitation.role)} of the workspace.`}
        </p>
        <JoinButton token={token} workspace={invitation.workspace} present={present !== undefined} />
      </NoticePage>
    )
  return (
    <AccountPage
      title={title}
      lead="You have been invited. Create an account to join."
      foot={
        <>
          Already have an account?{' '}
          <Link
            className="text-accent underline underline-offset-4"
            href={`/sign-in?next=${encodeURIComponent(`/join/${token}`)}`}
          >
            Sign in
          </Link>
        </>
      }
    >
      <AccountForm kind="sign-up" next="/" invitation={token} />
    </AccountPage>
  )
}

function named(role: WorkspaceRole): string {
  return role === 'owner' || role === 'admin' ? `an ${role}` : `a ${role}`
}
