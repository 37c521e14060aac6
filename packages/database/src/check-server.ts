import { once } from 'node:events'
import { newClient, withConnection } from './with-connection.ts'

const HEARD_WITHIN_MS = 5_000
const APPLICATION = 'quillwire start'

export interface Server {
  /** As a number, such as 180004 for 18.4. */
  version: number
  /** Whether the job queue's schema exists in this database, or can be created. */
  hasSchemas: boolean
  /** The encoding in which the database stores text. */
  encoding: string
}

/**
 * Asks a server once whether it takes connections, before anything else is loaded.
 *
 * @throws the driver's own error, with PostgreSQL's or the system's `code`.
 */
export async function checkServer(url: string): Promise<Server> {
  return await withConnection(url, APPLICATION, async (executor) => {
    const { rows } = await executor.query<Server>(
      `SELECT current_setting('server_version_num')::int AS version,
              current_setting('server_encoding') AS encoding,
              has_database_privilege(current_database(), 'CREATE')
                OR to_regnamespace('pgboss') IS NOT NULL AS "hasSchemas"`,
    )
    return rows[0] ?? { version: 0, hasSchemas: false, encoding: '' }
  })
}

/**
 * Whether a notification sent on one connection arrives on another. A pooler that lends a session only for one
 * transaction accepts `LISTEN`, but then no notification arrives. Nothing else would fail at once, yet rights that were
 * taken away would not end in open editors.
 */
export async function checkNotifications(url: string): Promise<boolean> {
  const [listening, notifying] = [newClient(url, APPLICATION), newClient(url, APPLICATION)]
  try {
    await Promise.all([listening.connect(), notifying.connect()])
    await listening.query('LISTEN quillwire_check')
    const heard = once(listening, 'notification', { signal: AbortSignal.timeout(HEARD_WITHIN_MS) }).then(
      () => true,
      () => false,
    )
    await notifying.query('NOTIFY quillwire_check')
    return await heard
  } finally {
    await Promise.allSettled([listening.end(), notifying.end()])
  }
}
