'use client'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { MadeBy } from '@/components/made-by.tsx'
import { Button } from '@/components/ui/button.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { Select } from '@/components/ui/input.tsx'
import { LinkAddress } from '@/components/ui/link-address.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { Time } from '@/components/ui/time.tsx'
import { api } from '@/lib/api.ts'
import { apiOnce } from '@/lib/api-once.ts'
import type { List, ShareLink } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { type GrantableRole, ROLE_WIDTH, RoleOptions, roleNames } from './role-options.tsx'

/** Others can be searched for: the end of the dialog stays near. */
const SHOWN_AT_ONCE = 5
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

interface ShareLinksProps {
  documentId: string
  act(send: () => Promise<unknown>): void
}

/** The links that let people in without an account. */
export function ShareLinks({ documentId, act }: ShareLinksProps) {
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState(0)
  const [revoking, setRevoking] = useState<{ id: string; name: string } | null>(null)
  const path = `/documents/${documentId}/share-links`
  const links = useQuery({
    queryKey: ['share-links', documentId],
    queryFn: () => api<List<ShareLink>>('GET', path),
  })
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex items-center gap-3">
        <div className="grid min-w-0 flex-1">
          <h3 className="font-medium text-(length:--small) text-quiet">Share links</h3>
          <p className="text-(length:--small) text-quiet">Anyone with a link gets in, without an account.</p>
        </div>
        {!making && (
          <Button variant="secondary" size="sm" onClick={() => setMaking(true)}>
            <Plus /> New link
          </Button>
        )}
      </div>
      {making && (
        <NewLink
          onCancel={() => setMaking(false)}
          onMake={(input) => {
            setMaking(false)
            setMade(made + 1)
            act(() => apiOnce(path, input))
          }}
        />
      )}
      {links.isError && <LoadFailure error={links.error} onRetry={() => links.refetch()} />}
      {links.data && links.data.items.length > 0 && (
        <LongList
          // A new link clears the search, so that it shows at the top.
          key={made}
          of="links"
          items={named(links.data.items)}
          label="Find a share link"
          step={SHOWN_AT_ONCE}
          textOf={({ link, name }) => `${name} ${link.url ?? ''} ${link.createdBy?.name ?? ''}`}
          className="grid grid-cols-[minmax(0,1fr)] gap-3"
          row={({ link, name }) => (
            <li key={link.id} className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-lg border p-2.5">
              <div className="flex items-center gap-2">
                <LinkAddress
                  label={`Share ${name}`}
                  url={link.url}
                  className="h-8 min-w-0 pointer-coarse:h-11 flex-1 rounded-md bg-sunken px-2.5 text-xs"
                />
                {link.url !== null && <CopyButton text={link.url} label="Copy" name={`Copy ${name}`} />}
              </div>
              <div className="flex flex-wrap items-center gap-2">
                <Select
                  aria-label={`Role of ${name}`}
                  className={cn(ROLE_WIDTH, 'h-8 text-(length:--small) pointer-coarse:h-11')}
                  value={link.role}
                  onChange={({ target: { value } }) =>
                    act(() => api('PATCH', `${path}/${link.id}`, { role: value }))
                  }
                >
                  <RoleOptions />
                </Select>
                <span className="flex-1 text-(length:--small) text-quiet max-sm:order-last max-sm:basis-full max-sm:empty:hidden">
                  {link.expiresAt && (
                    <>
                      Ends <Time iso={link.expiresAt} />
                      {link.createdBy && ' · '}
                    </>
                  )}
                  <MadeBy maker={link.createdBy} before="By " />
                </span>
                <Button
                  variant="ghost"
                  size="sm"
                  className="ml-auto"
                  aria-label={`Revoke ${name}`}
                  onClick={() => setRevoking({ id: link.id, name })}
                >
                  Revoke
                </Button>
              </div>
            </li>
          )}
        />
      )}
      <Confirm
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke ${revoking?.name}?`}
        description="Everyone who came through it loses access to the document at once, and the address never works again."
        action="Revoke"
        onConfirm={() => revoking && act(() => api('DELETE', `${path}/${revoking.id}`))}
      />
    </section>
  )
}

/** Gives each link a name of its own. The oldest, which is last in the list, is number 1. */
function named(links: ShareLink[]) {
  return links.map((link, index) => ({
    link,
    name: `link ${links.length - index} (${roleNames[link.role].toLowerCase()})`,
  }))
}

interface NewLinkProps {
  onMake(input: { role: GrantableRole; expiresAt?: string }): void
  onCancel(): void
}

function NewLink({ onMake, onCancel }: NewLinkProps) {
  const [role, setRole] = useState<GrantableRole>('viewer')
  const [days, setDays] = useState(0)
  // Rounded up to a full hour: if no answer came, pressing again makes the same request, and no second link.
  const end = () =>
    days
      ? { expiresAt: new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + days * DAY_MS).toISOString() }
      : {}
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-lg bg-sunken p-2.5">
      <Select
        autoFocus
        aria-label="Role of the new link"
        className="h-8 text-(length:--small) pointer-coarse:h-11 max-sm:flex-1"
        value={role}
        // The cast: the options are roles.
        onChange={(event) => setRole(event.target.value as GrantableRole)}
      >
        <RoleOptions />
      </Select>
      <Select
        aria-label="When the new link ends"
        className="h-8 text-(length:--small) pointer-coarse:h-11 max-sm:flex-1"
        value={days}
        onChange={(event) => setDays(Number(event.target.value))}
      >
        <option value={0}>Never ends</option>
        <option value={1}>Ends in a day</option>
        <option value={7}>Ends in a week</option>
        <option value={30}>Ends in 30 days</option>
      </Select>
      <div className="flex flex-1 justify-end gap-1.5 max-sm:basis-full">
        <Button variant="ghost" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="sm" onClick={() => onMake({ role, ...end() })}>
          Make a link
        </Button>
      </div>
    </div>
  )
}
