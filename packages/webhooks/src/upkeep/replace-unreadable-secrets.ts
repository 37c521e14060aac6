import { disableEndpointById } from '@quillwire/core/events/disable-endpoints'
import type { Seal } from '@quillwire/core/secrets/seal'
import type { Executor } from '@quillwire/database'
import type { PreviousSecret } from '../endpoints/previous-secrets.ts'
import { newSigningSecret, newWebhookSecret } from '../signing/secret.ts'

export interface ReplacedSecrets {
  /** How many endpoints got a new signing secret, or lost values that must be entered again. */
  endpoints: number
  /** How many incoming hooks got a new signing secret. */
  hooks: number
}

/**
 * For a SECRET that is lost for good, in the caller's transaction: replaces signing secrets that cannot be read.
 * Endpoints are disabled, since their receivers do not know the new secret yet; what is pending for them stays. The
 * values of `{{secret.NAME}}` exist nowhere else: an endpoint that names one cannot be enabled before it is entered
 * again.
 */
export async function replaceUnreadableSecrets(tx: Executor, seal: Seal): Promise<ReplacedSecrets> {
  return { endpoints: await ofEndpoints(tx, seal), hooks: await ofHooks(tx, seal) }
}

interface EndpointSecrets {
  id: string
  scheme: 'v1' | 'v1a'
  secret: string | null
  secrets: string | null
  previous: PreviousSecret[]
}

async function ofEndpoints(tx: Executor, seal: Seal): Promise<number> {
  const unreadable = (sealed: string | null) => sealed !== null && seal.unsealIfReadable(sealed) === null
  const { rows } = await tx.query<EndpointSecrets>(
    `SELECT id, signature_scheme AS scheme, secret_sealed AS secret, secrets_sealed AS secrets,
            previous_secrets AS previous
       FROM webhook_endpoints ORDER BY id FOR NO KEY UPDATE`,
  )
  let replaced = 0
  for (const { id, scheme, secret, secrets, previous } of rows) {
    const readable = previous.filter(({ sealed }) => !unreadable(sealed))
    const lost = unreadable(secret) || unreadable(secrets)
    if (!lost && readable.length === previous.length) continue
    await tx.query(
      `UPDATE webhook_endpoints
          SET secret_sealed = $2, secrets_sealed = $3, previous_secrets = $4::jsonb, updated_at = clock_timestamp()
        WHERE id = $1::uuid`,
      [
        id,
        unreadable(secret) ? seal.seal(newSigningSecret(scheme)) : secret,
        unreadable(secrets) ? null : secrets,
        JSON.stringify(readable),
      ],
    )
    if (!lost) continue
    await disableEndpointById(tx, id, 'secret_lost')
    replaced += 1
  }
  return replaced
}

async function ofHooks(tx: Executor, seal: Seal): Promise<number> {
  const { rows } = await tx.query<{ id: string; sealed: string }>(
    `SELECT id, signing_secret_sealed AS sealed FROM incoming_hooks
      WHERE signing_secret_sealed IS NOT NULL ORDER BY id FOR NO KEY UPDATE`,
  )
  const lost = rows.filter(({ sealed }) => seal.unsealIfReadable(sealed) === null)
  for (const { id } of lost)
    await tx.query(
      'UPDATE incoming_hooks SET signing_secret_sealed = $2, updated_at = now() WHERE id = $1::uuid',
      [id, seal.seal(newWebhookSecret())],
    )
  return lost.length
}
