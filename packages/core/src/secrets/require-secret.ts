/**
 * A database knows the SECRET that it is used with: the first start leaves a text sealed with it, and a start that cannot
 * read that text has another one. With it, nothing that is stored could be read, and what is made from then on could not be
 * read with the right one.
 */
import { type Config, ConfigError } from '@quillwire/config'
import type { Executor } from '@quillwire/database'
import { withConnection } from '@quillwire/database/with-connection'
import { createSeal, type Seal } from './seal.ts'

/** What it says does not matter. Sealed, it makes SECRET no easier to guess than any other row does. */
const CHECK = 'the SECRET of this database'

/**
 * For a start, before anything is served; the database is of this version. Of several that start at once with different
 * ones, one is taken.
 *
 * @throws ConfigError where the database is used with another SECRET.
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
    // Asked now, whoever has noted it.
    if (!(await isUsedWith(executor, seal))) throw anotherSecret(config)
  })
}

/** As `requireSecret`, of what is noted already, whatever version the database is of. Notes nothing. */
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

/** From now on the database is used with this SECRET, whatever it was before. */
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

/** Asked once, of a database that an older version has filled without a note. What has ended needs no reading. */
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
