'use client'
import type { ReactNode } from 'react'
import { MadeBy } from '@/components/made-by.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { Time } from '@/components/ui/time.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { inWords } from '../durations.ts'
import { FilterName } from '../filter-name.tsx'
import { contentNames } from '../form/sections.ts'
import { OPEN_FORMATS } from '../open-formats.ts'
import { isDefaultSchedule, scheduleInWords } from '../retry-words.ts'
import { useFormats } from '../use-catalogue.ts'
import { SigningSecret } from './signing-secret.tsx'
import { TestEvent } from './test-event.tsx'

/** The settings of an endpoint in words, without those that have their usual value. */
export function Facts({ endpoint }: { endpoint: Endpoint }) {
  const { documentIds, folderIds, actorIds } = endpoint.filters
  const filtered = documentIds.length + folderIds.length + actorIds.length > 0
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1 rounded-xl border bg-surface p-5 text-sm [&>:last-child]:mb-0 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-y-4">
      <Fact name="Events">
        {endpoint.eventTypes.includes('*') ? (
          'Everything'
        ) : (
          <div className="flex flex-wrap gap-1.5">
            {endpoint.eventTypes.map((type) => (
              <Badge key={type} className="font-mono">
                {type}
              </Badge>
            ))}
          </div>
        )}
      </Fact>
      {filtered && (
        <Fact name="Only">
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {documentIds.map((id) => (
              <li key={id} className="min-w-0 max-w-full">
                <FilterName kind="document" id={id} />
              </li>
            ))}
            {folderIds.map((id) => (
              <li key={id} className="flex min-w-0 max-w-full items-center gap-1">
                <FilterName kind="document" id={id} />
                <span className="shrink-0 text-quiet">and under it</span>
              </li>
            ))}
            {actorIds.map((id) => (
              <li key={id} className="min-w-0 max-w-full">
                <FilterName kind="person" id={id} />
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {endpoint.kind === 'stream' ? (
        <StreamFacts endpoint={endpoint} />
      ) : (
        <WebhookFacts endpoint={endpoint} />
      )}
    </dl>
  )
}

function WebhookFacts({ endpoint }: { endpoint: Endpoint }) {
  const formats = useFormats()
  const format =
    formats.data?.items.find(({ name }) => name === endpoint.format)?.title ??
    (formats.isPending ? '…' : endpoint.format)
  const { coalesceSeconds, rateLimit, includeContent, publicKey, headers, secretNames } = endpoint
  const ways = [
    coalesceSeconds > 0 && `at most one save of a document per ${inWords(coalesceSeconds)}`,
    endpoint.ordered && 'in order',
    rateLimit !== null && `at most ${rateLimit} per minute`,
    endpoint.repliesEnabled && 'answers may write to the document',
  ].filter((way) => way !== false)
  const verifies = OPEN_FORMATS.has(endpoint.format) || endpoint.transformation !== null
  const carries = [...Object.keys(headers), ...secretNames.map((name) => `{{secret.${name}}}`)]
  return (
    <>
      <Fact name="Sends">
        {endpoint.transformation ? 'The output of its function' : format}
        {includeContent && `, with the content as ${contentNames[includeContent]}`}
      </Fact>
      {ways.length > 0 && <Fact name="How">{upperFirst(ways.join(', '))}</Fact>}
      <Fact name="Attempts">
        {upperFirst(scheduleInWords(endpoint.retrySchedule))}
        {isDefaultSchedule(endpoint.retrySchedule) && <span className="text-quiet"> (default)</span>},{' '}
        {endpoint.timeoutMs / 1000}&nbsp;s timeout
      </Fact>
      {carries.length > 0 && (
        <Fact name="Carries">
          <span className="break-words font-mono text-(length:--small)">{carries.join(', ')}</span>
        </Fact>
      )}
      {publicKey && (
        <Fact name="Public key" tall>
          <div className="flex flex-wrap items-center gap-2">
            <code data-testid="public-key" className="break-all font-mono text-(length:--small)">
              {publicKey}
            </code>
            <CopyButton text={publicKey} label="Copy" />
            <span className="w-full text-(length:--small) text-quiet">
              Receivers use it to verify signatures, which begin with v1a.
            </span>
          </div>
        </Fact>
      )}
      {verifies && (
        <Fact name="Secret" tall>
          <SigningSecret endpoint={endpoint} />
        </Fact>
      )}
      {endpoint.owner && (
        <Fact name="Answers for it">
          <MadeBy admin maker={endpoint.owner} />
          {!endpoint.owner.gone && (
            <span className="text-quiet">: it gets what they may read, as well as what everyone may</span>
          )}
        </Fact>
      )}
      <Fact name="Last delivered">
        {endpoint.lastSuccessAt ? <Time iso={endpoint.lastSuccessAt} /> : 'Nothing yet'}
      </Fact>
      <Fact name="Try it" tall>
        <TestEvent endpoint={endpoint} />
      </Fact>
    </>
  )
}

function StreamFacts({ endpoint }: { endpoint: Endpoint }) {
  return (
    <>
      <Fact name="Reads">The event stream. It connects on its own and acknowledges what it has read.</Fact>
      <Fact name="Last seen">{endpoint.streamSeenAt ? <Time iso={endpoint.streamSeenAt} /> : 'Not yet'}</Fact>
      <Fact name="First seen">
        <Time iso={endpoint.createdAt} />
      </Fact>
    </>
  )
}

interface FactProps {
  name: string
  /** Holds buttons or fields, which are taller than a line. */
  tall?: boolean
  children: ReactNode
}

function Fact({ name, tall, children }: FactProps) {
  return (
    <>
      <dt className={cn('text-quiet', tall && 'sm:pt-1.5')}>{name}</dt>
      <dd className="mb-3 min-w-0 sm:mb-0">{children}</dd>
    </>
  )
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
