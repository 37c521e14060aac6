/**
 * A database knows the SECRET that it is used with: the first start stores a text sealed with it, and a start that
 * cannot read that text has a different SECRET. It could read nothing that is stored, and what it sealed could not be
 * read with the right one.
 */
import { type Config, ConfigError } from '@quillwire/config'
import type { Executor } from '@quillwire/database'
import { withConnection } from '@quillwire/database/with-connection'
import { createSeal, type Seal } from './seal.ts'

/** The wording does not matter. Sealed, it makes SECRET no easier to guess than any other row does. */
const CHECK = 'the SECRET of this database'

/**
 * For a start, before anything is served. The database must be of this version. If several processes start at once with
 * different SECRETs, one wins.
 *
 * @throws ConfigError when the database is used with another SECRET.
 */
export async function requireSecret(url: string, config: Pick<Config, 'SECRET' | 'DATA_DIR'>): Promise<void> {
  const seal = createSeal(config.SECRET)
  await withConnection(url, 'quillwire start', async (executor) => {
    if ((await noted(executor)) === null) {
      if (!(await readsAll(executor, seal))) throw anotherSecret(config)
      await executor.query('UPDATE event_log SET secret_check = $1 WHERE id = 1 AND secret_check IS NULL', [
        seal.seal(CHECK),
      ])
    }
    // Checked even after storing, since another process may have been first.
    if (!(await isUsedWith(executor, seal))) throw anotherSecret(config)
  })
}

/** Like `requireSecret`, but only checks what is stored already, whatever the database's version. Stores nothing. */
export async function requireNotedSecret(
  url: string,
  config: Pick<Config, 'SECRET' | 'DATA_DIR'>,
): Promise<void> {
  await withConnection(url, 'quillwire start', async (executor) => {
    const { rows } = await executor.query(
      `SELECT FROM pg_attribute WHERE attrelid = to_regclass('event_log') AND attname = 'secret_check'`,
    )
    const check = rows.length === 0 ? null : await noted(executor)
    if (check !== null && createSeal(config.SECRET).unsealIfReadable(check) === null)
      throw anotherSecret(config)
  })
}

/** Makes the database use this SECRET from now on, whatever it was before. */
export async function noteSecret(executor: Executor, seal: Seal): Promise<void> {
  await executor.query('UPDATE event_log SET secret_check = $1 WHERE id = 1', [seal.seal(CHECK)])
}

export async function isUsedWith(executor: Executor, seal: Seal): Promise<boolean> {
  const check = await noted(executor)
  return check !== null && seal.unsealIfReadable(check) !== null
}

async function noted(executor: Executor): Promise<string | null> {
  const { rows } = await executor.query<{ check: string | null }>(
    'SELECT secret_check AS check FROM event_log WHERE id = 1',
  )
  return rows[0]?.check ?? null
}

/** Runs once, for a database that an older version filled without the text. Ended rows need not be readable. */
async function readsAll(executor: Executor, seal: Seal): Promise<boolean> {
  const { rows } = await executor.query<{ sealed: string }>(
    `SELECT sealed FROM (
       SELECT unnest(ARRAY[secret_sealed, secrets_sealed]) FROM webhook_endpoints
        UNION ALL
       SELECT unnest(ARRAY[token_sealed, signing_secret_sealed]) FROM incoming_hooks WHERE revoked_at IS NULL
        UNION ALL
       SELECT token_sealed FROM share_links WHERE revoked_at IS NULL
        UNION ALL
       SELECT token_sealed FROM invitations WHERE revoked_at IS NULL AND expires_at > now()
     ) AS kept (sealed) WHERE sealed IS NOT NULL`,
  )
  return rows.every(({ sealed }) => seal.unsealIfReadable(sealed) !== null)
}

function anotherSecret({ DATA_DIR }: Pick<Config, 'DATA_DIR'>): ConfigError {
  return new ConfigError(
    `SECRET (or, where it is not set, the file secret in DATA_DIR ${DATA_DIR}) is not the one that this database is used ` +
      'with. Bring that one along: set SECRET as it was, or copy the file secret from the DATA_DIR where Quillwire ran ' +
      'before. If it is lost for good, `npm run accept-secret` tells what that costs.',
  )
}
