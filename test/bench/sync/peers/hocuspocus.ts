/** Hocuspocus started as in its documentation: in memory, or on PostgreSQL with its database extension. */
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'
import pg from 'pg'

const url = process.env.DATABASE_URL
const pool = url ? new pg.Pool({ connectionString: url }) : undefined
await pool?.query('CREATE TABLE IF NOT EXISTS whole_documents (name text PRIMARY KEY, data bytea NOT NULL)')

const database = pool
  ? new Database({
      async fetch({ documentName }) {
        const { rows } = await pool.query('SELECT data FROM whole_documents WHERE name = $1', [documentName])
        return rows[0]?.data ?? null
      },
      async store({ documentName, state }) {
        await pool.query(
          'INSERT INTO whole_documents VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET data = excluded.data',
          [documentName, state],
        )
      },
    })
  : undefined

const server = new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  extensions: database ? [database] : [],
})
await server.listen()
process.send?.('ready')
