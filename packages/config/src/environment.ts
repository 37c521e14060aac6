/**
 * Every setting of Quillwire, declared once: validation, the typed configuration and the table in
 * docs/configuration.md come from this.
 */
import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { isSmtpParameter } from './smtp-parameters.ts'

const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform((value) => value === 'true' || value === '1')

const port = z.coerce
  .number({ error: 'must be a port number' })
  .int('must be a port number')
  .min(1, 'must be a port from 1 to 65535')
  .max(65_535, 'must be a port from 1 to 65535')

/** Without `most`, up to the largest safe integer. */
const atLeast = (least: number, unit: string, most = Number.MAX_SAFE_INTEGER) =>
  z.coerce
    .number({ error: `must be a number of ${unit}` })
    .int(`must be a whole number of ${unit}`)
    .min(least, `must be a number of ${unit}, at least ${least}`)
    .max(most, `must be a number of ${unit}, at most ${most}`)

const urlOf = (protocols: string[]) => (value: string) => {
  try {
    return protocols.includes(new URL(value).protocol)
  } catch {
    return false
  }
}

/** Whether its user name and password can be decoded. If not, what uses them would fail long after the start. */
function isReadable(value: string): boolean {
  try {
    const { username, password } = new URL(value)
    return decodeURIComponent(username + password) !== undefined
  } catch {
    return false
  }
}

/** Several hosts, as libpq takes them. A comma before an @ belongs to the password. */
const SEVERAL_HOSTS = /^postgres(ql)?:\/\/([^/?#]*@)?[^@/?#]*,[^@/?#]*([/?#]|$)/

/** An address of a server, with a user name and password if the server asks for them. */
const serverUrl = (protocols: string[], error: string) =>
  z
    .string()
    .refine((value) => urlOf(protocols)(value) && new URL(value).hostname !== '', { error, abort: true })
    .refine(isReadable, 'has a user name or password that cannot be read: % must be written as %25')

const parametersOf = (url: string) => [...new URL(url).searchParams.keys()]

/** The parameters of TLS that the client of PostgreSQL reads. It ignores a mistyped one silently, and uses no TLS. */
const TLS_PARAMETERS = ['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation']

/** Parameters in URLs that were written for libpq or Prisma. They do nothing here, and are no typos. */
const TLS_OF_OTHERS = [
  ...['sslcompression', 'sslpassword', 'sslcertmode', 'sslcrl', 'sslcrldir', 'sslsni', 'sslkeylogfile'],
  ...['ssl_min_protocol_version', 'ssl_max_protocol_version', 'sslaccept', 'sslidentity'],
]

function hasOnlyKnownTls(value: string): boolean {
  const known = [...TLS_PARAMETERS, ...TLS_OF_OTHERS]
  return parametersOf(value).every((name) => known.includes(name) || !/^ssl/i.test(name))
}

const S3_PARAMETERS = ['region', 'insecure']

/** Whether it is a path of this system. If a folder's name has a ? or #, the rest of it would be ignored silently. */
function isFolder(url: URL): boolean {
  try {
    return fileURLToPath(url) !== '' && url.search === '' && url.hash === ''
  } catch {
    return false
  }
}

function isFilesUrl(value: string): boolean {
  if (!urlOf(['file:', 's3:'])(value)) return false
  const url = new URL(value)
  if (url.protocol === 'file:') return url.hostname === '' && isFolder(url)
  return (
    [url.hostname, url.username, url.password].every(Boolean) &&
    /^\/[^/]+\/?$/.test(url.pathname) &&
    parametersOf(value).every((name) => S3_PARAMETERS.includes(name))
  )
}

function cidrs(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || bits === undefined || rest.length > 0) return false
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
}

const networks = z
  .string()
  .transform(cidrs)
  .refine((all) => all.every(isNetwork), {
    error:
      'must be a list of networks such as 10.0.0.0/8,127.0.0.0/8; a single address ends with /32, or /128 for IPv6',
  })

export const environmentSchema = z.object({
  PORT: port.default(3000).describe('The one public port.'),
  LISTEN_HOST: z
    .string()
    .optional()
    .describe(
      'The address to listen on: all of them when unset; `127.0.0.1` behind a reverse proxy on the same machine.',
    ),
  PUBLIC_URL: z
    .string()
    .refine(urlOf(['http:', 'https:']), {
      error: 'must be an http:// or https:// URL, such as https://docs.example.com',
      abort: true,
    })
    .refine(
      (value) => new URL(value).pathname === '/' && !/[?#]/.test(value),
      'must be an origin without a path, such as https://docs.example.com',
    )
    .transform((value) => new URL(value).origin)
    .optional()
    .describe(
      'How people reach Quillwire: `http://localhost:<PORT>` when unset. With https, cookies are secure.',
    ),
  TRUSTED_PROXIES: networks
    .default(['127.0.0.0/8', '::1/128'])
    .describe(
      'Reverse proxies (CIDR, comma-separated) whose `X-Forwarded-For` is believed: those on the same machine when unset.',
    ),
  // If a folder with such a name exists, it may hold all the data of an earlier version.
  DATA_DIR: z
    .string()
    .refine(
      (value) => !/^~(\/|$)/.test(value) || existsSync(value),
      'begins with ~, which only a shell replaces: write the whole path',
    )
    .refine(
      (value) => !/^\$(\w+|\{\w+\})(\/|$)/.test(value) || existsSync(value),
      'begins with a variable, which only a shell replaces: write the whole path',
    )
    .default('./data')
    .describe('The folder of the embedded PostgreSQL, the files and the generated secret.'),
  DATABASE_URL: z
    .string()
    .refine((value) => !SEVERAL_HOSTS.test(value), {
      error: 'names several servers; it must name one address, which follows the primary',
      abort: true,
    })
    .refine(urlOf(['postgres:', 'postgresql:']), {
      error:
        'must be a postgres:// URL, such as postgres://user:password@host:5432/database; in a password, / ? # and % must be percent-encoded',
      abort: true,
    })
    .refine(hasOnlyKnownTls, {
      error: `has an unknown TLS parameter; the known ones are: ${TLS_PARAMETERS.join(', ')}`,
    })
    .optional()
    .describe('A PostgreSQL server (14 or newer) of your own, instead of the embedded one.'),
  REDIS_URL: serverUrl(['redis:', 'rediss:'], 'must be a redis:// URL, such as redis://:password@host:6379')
    .refine(
      (value) => /^\/?\d*$/.test(new URL(value).pathname),
      'must name a database by its number, as redis://host:6379/2 does',
    )
    .optional()
    .describe('Redis, needed from the second collab process on.'),
  SECRET: z
    .string()
    .min(32, 'must have at least 32 characters; `openssl rand -base64 48` makes a good one')
    .optional()
    .describe(
      'The keys for sessions, tickets and stored secrets are derived from it; at least 32 characters. Generated and kept in DATA_DIR when unset.',
    ),
  SIGN_UP: z
    .enum(['open', 'invite'], { error: 'must be open or invite' })
    .default('open')
    .describe(
      '`open`: anyone who signs up without an invitation gets a workspace of their own. `invite`: signing up takes an invitation link, except for the first person.',
    ),
  WEBHOOK_ALLOWED_NETWORKS: networks
    .default([])
    .describe('Private networks (CIDR, comma-separated) that webhooks may reach. All others are refused.'),
  WEBHOOK_HTTPS_ONLY: flag.default(false).describe('Refuse webhook endpoints that are not https.'),
  WEBHOOK_PROXY_URL: serverUrl(
    ['http:', 'https:'],
    'must be an http:// or https:// URL, such as http://proxy.example.com:3128',
  )
    .optional()
    .describe(
      'A proxy through which all webhooks go. The proxy then decides which addresses the host names in their URLs lead to.',
    ),
  SMTP_URL: serverUrl(
    ['smtp:', 'smtps:'],
    'must be an smtp:// or smtps:// URL, such as smtp://user:password@host:587',
  )
    .refine((value) => parametersOf(value).every(isSmtpParameter), {
      error:
        'has an unknown parameter; it takes from= and the SMTP options of Nodemailer, such as requireTLS, name or tls.servername',
      abort: true,
    })
    .refine(
      (value) => new URL(value).searchParams.get('from')?.includes('@') ?? true,
      'has a ?from= that is not an e-mail address, such as ?from=quillwire@example.com',
    )
    .optional()
    .describe(
      'The server that sends mail to people who forgot their password and to admins: `smtp://user:password@host:587`, or `smtps://…:465` with TLS from the start. Without it, no mail is sent. ' +
        'Many servers refuse a sender that they do not know: `?from=quillwire@example.com` sets it. Otherwise the sender is the user, if that is an address, or `quillwire@` and the host of PUBLIC_URL.',
    ),
  FILES_URL: z
    .string()
    .refine(isFilesUrl, {
      error: 'must be file:///folder or s3://key:secret@host/bucket?region=…',
      abort: true,
    })
    .refine((value) => !/^(false|0|no|off)$/i.test(new URL(value).searchParams.get('insecure') ?? ''), {
      error: 'has &insecure= with a no: leave the parameter out for https',
      abort: true,
    })
    .refine(isReadable, 'has a key or secret that cannot be read: % must be written as %25')
    .optional()
    .describe(
      'Where uploaded files are kept: a folder, `file:///srv/files` (`DATA_DIR/files` when unset), or an S3 bucket, `s3://key:secret@host/bucket?region=eu-central-1`. ' +
        'The region defaults to `us-east-1`; `&insecure` uses http. Key and secret are percent-encoded, as in any URL.',
    ),
  API_MAX_REQUESTS_PER_SECOND: atLeast(1, 'requests')
    .default(100)
    .describe(
      'Requests a second that an API key may make in the long run, in each web process; ten times as many at once.',
    ),
  COLLAB_MAX_FRAME_BYTES: atLeast(1024, 'bytes')
    .default(16 * 1024 * 1024)
    .describe('The largest frame that a client may send: a paste of a book passes, a flood does not.'),
  COLLAB_MAX_DOCUMENT_BYTES: atLeast(65_536, 'bytes')
    .default(64 * 1024 * 1024)
    .describe(
      'The largest state of a document, with its history of deletions, in the editor and over REST. Deleting is always possible.',
    ),
  COLLAB_MAX_AWARENESS_BYTES: atLeast(1024, 'bytes')
    .default(64 * 1024)
    .describe('The largest message about cursor and presence.'),
  COLLAB_MAX_FRAMES_PER_SECOND: atLeast(10, 'frames')
    .default(300)
    .describe('Frames a second that a client may send in the long run; ten times as many at once.'),
  COLLAB_MAX_CONNECTIONS_PER_DOCUMENT: atLeast(1, 'connections')
    .default(1000)
    .describe('Connections to one document, in each collab process.'),
  COLLAB_MAX_CONNECTIONS_PER_PERSON: atLeast(1, 'connections')
    .default(200)
    .describe(
      'Connections of one person or API key, in each collab process. Visitors are counted by their address.',
    ),
  COLLAB_MAX_CONNECTIONS_PER_ADDRESS: atLeast(1, 'connections')
    .default(1000)
    .describe(
      'Sockets from one address, and documents that visitors have open there, in each collab process. An office may share one address.',
    ),
  COLLAB_MAX_UNREAD_BYTES: atLeast(65_536, 'bytes')
    .default(16 * 1024 * 1024)
    .describe('Bytes that may wait for a client that does not read, before it is dropped.'),
  COLLAB_IDLE_SECONDS: atLeast(2, 'seconds', 86_400)
    .default(60)
    .describe('A connection without a sign of life for this long is ended.'),
  COMPACT_AFTER_UPDATES: atLeast(2, 'updates')
    .default(500)
    .describe(
      'When the log of a document has this many rows, they are packed into its history in the background.',
    ),
  COMPACT_AFTER_HOURS: atLeast(1, 'hours', 87_600)
    .default(24)
    .describe('Rows in the log older than this are packed, however few there are.'),
  RETENTION_DAYS: atLeast(1, 'days', 3650)
    .default(30)
    .describe(
      'How long events are kept, and the requests and answers of webhooks and incoming hooks. Deliveries stay for at least a year, with their last result.',
    ),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info')
    .describe('How much is logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine(
      urlOf(['http:', 'https:']),
      'must be an http:// or https:// URL, such as http://collector.example.com:4318',
    )
    .optional()
    .describe('An OpenTelemetry collector (OTLP over HTTP) that gets traces. Without it none are made.'),
  INTERNAL_PORT: port
    .optional()
    .describe('Set by the launcher for its processes. In a cluster each process listens on `PORT`.'),
})

export type Environment = z.output<typeof environmentSchema>
