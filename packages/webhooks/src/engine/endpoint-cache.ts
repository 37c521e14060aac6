/** The settings of endpoints, ready for sending: read and unsealed once for each version of them. */
import type { Creator } from '@quillwire/core/access/creator'
import type { Seal } from '@quillwire/core/secrets/seal'
import type { Executor } from '@quillwire/database'
import type { IncludedContent } from '../endpoints/endpoint-options.ts'
import { unsealSecrets } from '../endpoints/endpoint-secrets.ts'
import type { PreviousSecret } from '../endpoints/previous-secrets.ts'
import type { FormatName } from '../formats/index.ts'
import { type SigningKey, signingKey } from '../signing/secret.ts'

export interface ReadyEndpoint {
  id: string
  workspaceId: string
  version: string
  url: string
  description: string
  headers: Record<string, string>
  secrets: Record<string, string>
  format: FormatName
  transformation: string | null
  includeContent: IncludedContent | null
  repliesEnabled: boolean
  ordered: boolean
  timeoutMs: number
  retrySchedule: number[]
  /** The keys that sign at this moment. Throws where SECRET is not the one that they were sealed with. */
  keys(now: Date): SigningKey[]
  creator: Creator
}

interface Row {
  id: string
  workspace_id: string
  version: string
  url: string
  description: string
  headers: Record<string, string>
  secrets_sealed: string | null
  format: FormatName
  transformation: string | null
  include_content: IncludedContent | null
  replies_enabled: boolean
  ordered: boolean
  timeout_ms: number
  retry_schedule: number[]
  secret_sealed: string
  previous_secrets: PreviousSecret[]
  created_by_type: string
  created_by_id: string | null
}

export interface EndpointCache {
  /** The endpoints in these versions; one that was deleted meanwhile is missing. */
  read(wanted: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, ReadyEndpoint>>
}

const MAX_ENTRIES = 2000

export function createEndpointCache(executor: Executor, seal: Seal): EndpointCache {
  const known = new Map<string, ReadyEndpoint>()
  return {
    async read(wanted) {
      const missing = [...wanted].flatMap(([id, version]) => (known.get(id)?.version === version ? [] : id))
      if (missing.length > 0)
        for (const endpoint of await readEndpoints(executor, seal, missing)) known.set(endpoint.id, endpoint)
      const found = new Map([...wanted.keys()].flatMap((id) => pair(id, known.get(id))))
      // The oldest go first: a Map keeps the order of insertion.
      for (const id of known.keys()) {
        if (known.size <= MAX_ENTRIES) break
        known.delete(id)
      }
      return found
    },
  }
}

function pair<Key, Value>(key: Key, value: Value | undefined): [Key, Value][] {
  return value === undefined ? [] : [[key, value]]
}

async function readEndpoints(executor: Executor, seal: Seal, ids: string[]): Promise<ReadyEndpoint[]> {
  const { rows } = await executor.query<Row>(
    `SELECT id, workspace_id, updated_at::text AS version, url, description, headers, secrets_sealed, format,
            transformation, include_content, replies_enabled, ordered, timeout_ms, retry_schedule, secret_sealed,
            previous_secrets, created_by_type, created_by_id
       FROM webhook_endpoints WHERE id = ANY ($1::uuid[])`,
    [ids],
  )
  return rows.map((row) => ready(row, seal))
}

function ready(row: Row, seal: Seal): ReadyEndpoint {
  let secrets: Record<string, string> | undefined
  let keys: { key: SigningKey; until: Date | null }[] | undefined
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    version: row.version,
    url: row.url,
    description: row.description,
    headers: row.headers,
    // Unsealed when first used: a wrong SECRET should show in the attempt, and not stop the worker.
    get secrets() {
      secrets ??= unsealSecrets(seal, row.secrets_sealed)
      return secrets
    },
    format: row.format,
    transformation: row.transformation,
    includeContent: row.include_content,
    repliesEnabled: row.replies_enabled,
    ordered: row.ordered,
    timeoutMs: row.timeout_ms,
    retrySchedule: row.retry_schedule,
    keys(now) {
      keys ??= [
        { key: signingKey(seal.unseal(row.secret_sealed)), until: null },
        ...row.previous_secrets
          .toReversed()
          .map(({ sealed, until }) => ({ key: signingKey(seal.unseal(sealed)), until: new Date(until) })),
      ]
      return keys.flatMap(({ key, until }) => (until === null || until > now ? key : []))
    },
    creator: { createdByType: row.created_by_type, createdById: row.created_by_id },
  }
}
