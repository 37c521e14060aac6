import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { filesFolderError } from './config-error.ts'
import { ConfigError, dataDirError, readConfig } from './index.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quillwire-config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (env: Record<string, string>) => readConfig({ DATA_DIR: folder, ...env })

test('nothing is needed', () => {
  expect(read({})).toMatchObject({ PORT: 3000, PUBLIC_URL: 'http://localhost:3000', SIGN_UP: 'open' })
})

test('the secret is made once, kept, and readable by its owner only', () => {
  const { SECRET } = read({})
  expect(read({}).SECRET).toBe(SECRET)
  expect(readFileSync(join(folder, 'secret'), 'utf8').trim()).toBe(SECRET)
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
})

const SEVERAL_HOSTS =
  'DATABASE_URL names several servers; it must name one address, which follows the primary.'
const NO_NETWORKS =
  'must be a list of networks such as 10.0.0.0/8,127.0.0.0/8; a single address ends with /32, or /128 for IPv6.'
const IN_QUOTES = 'has quotes around its value, which would become part of it: leave them out.'
const NO_DATABASE_URL =
  'DATABASE_URL must be a postgres:// URL, such as postgres://user:password@host:5432/database; in a password, / ? # and % must be percent-encoded.'

test.each([
  [{ PORT: '99999' }, 'PORT must be a port from 1 to 65535.'],
  [{ PORT: '65536' }, 'PORT must be a port from 1 to 65535.'],
  [{ PORT: '0' }, 'PORT must be a port from 1 to 65535.'],
  [{ PORT: 'http' }, 'PORT must be a port number.'],
  [
    { PUBLIC_URL: 'docs.example.com' },
    'PUBLIC_URL must be an http:// or https:// URL, such as https://docs.example.com.',
  ],
  [{ DATABASE_URL: 'mysql://x' }, NO_DATABASE_URL],
  [{ DATABASE_URL: 'postgres://me:a#b@host/x' }, NO_DATABASE_URL],
  [{ DATABASE_URL: 'postgres://me:a,b@one:5432,two:5432/x' }, SEVERAL_HOSTS],
  [{ DATABASE_URL: 'postgresql://one,two/x?target_session_attrs=read-write' }, SEVERAL_HOSTS],
  [
    { SECRET: 'x'.repeat(31) },
    'SECRET must have at least 32 characters; `openssl rand -base64 48` makes a good one.',
  ],
  [{ WEBHOOK_HTTPS_ONLY: 'yes' }, 'WEBHOOK_HTTPS_ONLY must be true or false.'],
  [{ SIGN_UP: 'closed' }, 'SIGN_UP must be open or invite.'],
  [{ WEBHOOK_ALLOWED_NETWORKS: '10.0.0.5' }, `WEBHOOK_ALLOWED_NETWORKS ${NO_NETWORKS}`],
  [{ TRUSTED_PROXIES: '10.0.0.0/33' }, `TRUSTED_PROXIES ${NO_NETWORKS}`],
  [{ DATA_DIR: '"/srv/data"' }, `DATA_DIR ${IN_QUOTES}`],
  [{ PUBLIC_URL: "'https://docs.example.com' " }, `PUBLIC_URL ${IN_QUOTES}`],
  [{ LOG_LEVEL: '""' }, `LOG_LEVEL ${IN_QUOTES}`],
  ...['$HOME/data', `$\{HOME}/data`, '$DATA'].map((DATA_DIR): [Record<string, string>, string] => [
    { DATA_DIR },
    'DATA_DIR begins with a variable, which only a shell replaces: write the whole path.',
  ]),
  [{ DATA_DIR: '~/data' }, 'DATA_DIR begins with ~, which only a shell replaces: write the whole path.'],
  [
    { WEBHOOK_PROXY_URL: 'proxy.example.com:3128' },
    'WEBHOOK_PROXY_URL must be an http:// or https:// URL, such as http://proxy.example.com:3128.',
  ],
  [{ TRUSTED_PROXIES: '10.0.0.0/8/8' }, `TRUSTED_PROXIES ${NO_NETWORKS}`],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    'OTEL_EXPORTER_OTLP_ENDPOINT must be an http:// or https:// URL, such as http://collector.example.com:4318.',
  ],
  [
    { WEBHOOK_ALOWED_NETWORKS: '10.0.0.0/8' },
    'WEBHOOK_ALOWED_NETWORKS is not a setting of Quillwire. Did you mean WEBHOOK_ALLOWED_NETWORKS?',
  ],
  [{ DATBASE_URL: 'x' }, 'DATBASE_URL is not a setting of Quillwire. Did you mean DATABASE_URL?'],
  [{ LOG_LEVLE: 'x' }, 'LOG_LEVLE is not a setting of Quillwire. Did you mean LOG_LEVEL?'],
  [
    { PUBLIC_URL: 'https://example.com/docs' },
    'PUBLIC_URL must be an origin without a path, such as https://docs.example.com.',
  ],
  [
    { PUBLIC_URL: 'https://example.com/?from=mail' },
    'PUBLIC_URL must be an origin without a path, such as https://docs.example.com.',
  ],
  [
    { WEBHOOK_TIMEOUT: '3' },
    'WEBHOOK_TIMEOUT is not a setting of Quillwire. See docs/configuration.md for those that are.',
  ],
  [
    { QUILLWIRE_PORT: '3' },
    'QUILLWIRE_PORT is not a setting of Quillwire. See docs/configuration.md for those that are.',
  ],
  ...[
    'file://srv/files',
    's3://',
    's3://key@host/bucket',
    's3://key:secret@host',
    's3://k:s@h/b?regoin=x',
    'file:///srv/a%2Fb',
    'file:///srv/files#2',
    'file:///srv/files?insecure',
  ].map((FILES_URL): [Record<string, string>, string] => [
    { FILES_URL },
    'FILES_URL must be file:///folder or s3://key:secret@host/bucket?region=….',
  ]),
  [
    { FILES_URL: 's3://key:10%@host/bucket' },
    'FILES_URL has a key or secret that cannot be read: % must be written as %25.',
  ],
  [{ REDIS_URL: 'redis://' }, 'REDIS_URL must be a redis:// URL, such as redis://:password@host:6379.'],
  [
    { REDIS_URL: 'redis://host:6379/quillwire' },
    'REDIS_URL must name a database by its number, as redis://host:6379/2 does.',
  ],
  ...['REDIS_URL=redis', 'SMTP_URL=smtp', 'WEBHOOK_PROXY_URL=http'].map(
    (setting): [Record<string, string>, string] => {
      const [name = '', scheme] = setting.split('=')
      return [
        { [name]: `${scheme}://me:10%@host` },
        `${name} has a user name or password that cannot be read: % must be written as %25.`,
      ]
    },
  ),
  [{ COLLAB_IDLE_SECONDS: '1' }, 'COLLAB_IDLE_SECONDS must be a number of seconds, at least 2.'],
  [{ RETENTION_DAYS: '0' }, 'RETENTION_DAYS must be a number of days, at least 1.'],
  [{ COLLAB_IDLE_SECONDS: '2.5' }, 'COLLAB_IDLE_SECONDS must be a whole number of seconds.'],
  [
    { SMTP_URL: 'smtp://host:587?from=quillwire' },
    'SMTP_URL has a ?from= that is not an e-mail address, such as ?from=quillwire@example.com.',
  ],
  ...[
    'form=a@example.com',
    'requireTls=true',
    'from=a@example.com&tls=1',
    'FROM=a@example.com',
    'tls.name=a',
  ].map((parameters): [Record<string, string>, string] => [
    { SMTP_URL: `smtp://host:587?${parameters}` },
    'SMTP_URL has an unknown parameter; it takes from= and the SMTP options of Nodemailer, such as requireTLS, name or tls.servername.',
  ]),
  ...['sslmod=verify-full', 'ssl_mode=require', 'SSLMODE=verify-full', 'sslrootcrt=/ca.crt'].map(
    (parameter): [Record<string, string>, string] => [
      { DATABASE_URL: `postgres://me:pw@host/x?${parameter}` },
      'DATABASE_URL has an unknown TLS parameter; the known ones are: ssl, sslmode, sslrootcert, sslcert, sslkey, sslnegotiation.',
    ],
  ),
  ...['false', '0', 'No', 'off'].map((no): [Record<string, string>, string] => [
    { FILES_URL: `s3://key:secret@host/bucket?insecure=${no}` },
    'FILES_URL has &insecure= with a no: leave the parameter out for https.',
  ]),
  [{ COLLAB_IDLE_SECONDS: '9999999' }, 'COLLAB_IDLE_SECONDS must be a number of seconds, at most 86400.'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent.'],
])('%j is refused in one clear line', (env, message) => {
  expect(() => read(env)).toThrow(new ConfigError(message))
})

test.each([
  [{ PORT: '65535' }, { PORT: 65_535, PUBLIC_URL: 'http://localhost:65535' }],
  // As browsers write it in `Origin`.
  [{ PUBLIC_URL: 'https://Docs.Example.com:443/' }, { PUBLIC_URL: 'https://docs.example.com' }],
  [{ DATABASE_URL: 'postgresql://db/x' }, { DATABASE_URL: 'postgresql://db/x' }],
  [{ REDIS_URL: 'rediss://cache' }, { REDIS_URL: 'rediss://cache' }],
  ...[
    'smtps://mail:465',
    'smtp://mail?from=a@example.com&requireTLS=true',
    'smtp://mail?pool=true&maxConnections=2&maxMessages=10&rateDelta=1000&rateLimit=5&idleTimeout=0',
    'smtp://mail?connectionTimeout=5000&greetingTimeout=5000&socketTimeout=5000&dnsTimeout=5000',
    'smtp://mail:587?secure=false&ignoreTLS=true&opportunisticTLS=true&authMethod=LOGIN&localAddress=10.0.0.2',
    'smtp://mail?service=Gmail&proxy=http%3A%2F%2Fproxy%3A3128&logger=true&debug=true',
    'smtps://mail?tls.rejectUnauthorized=false&tls.minVersion=TLSv1.2&tls.ciphers=HIGH&tls.servername=mail.example.com',
  ].map((SMTP_URL): [Record<string, string>, Record<string, string>] => [{ SMTP_URL }, { SMTP_URL }]),
  ...[
    'sslmode=require&channel_binding=require',
    'sslmode=require&sslcompression=0&sslsni=1&ssl_min_protocol_version=TLSv1.2',
    'sslmode=require&sslaccept=strict&sslidentity=client.p12&sslpassword=secret&connection_limit=5',
  ]
    .map((parameters) => `postgres://me:pw@host/x?${parameters}`)
    .map((DATABASE_URL): [Record<string, string>, Record<string, string>] => [
      { DATABASE_URL },
      { DATABASE_URL },
    ]),
  ...['', '=', '=true', '=1', '=yes']
    .map((insecure) => `s3://key:secret@host/bucket?insecure${insecure}`)
    .map((FILES_URL): [Record<string, string>, Record<string, string>] => [{ FILES_URL }, { FILES_URL }]),
  [{ WEBHOOK_HTTPS_ONLY: 'true' }, { WEBHOOK_HTTPS_ONLY: true }],
  [{ WEBHOOK_HTTPS_ONLY: '1' }, { WEBHOOK_HTTPS_ONLY: true }],
  [{ WEBHOOK_HTTPS_ONLY: 'false' }, { WEBHOOK_HTTPS_ONLY: false }],
  [{ WEBHOOK_HTTPS_ONLY: '0' }, { WEBHOOK_HTTPS_ONLY: false }],
])('%j is read as %j', (env, config) => {
  expect(read(env)).toMatchObject(config)
})

test('a DATA_DIR may be a relative path, and have any name', () => {
  const given = relative(process.cwd(), join(folder, 'a #b 100%'))
  const { DATA_DIR, FILES_URL } = readConfig({ DATA_DIR: given })
  expect(DATA_DIR).toBe(join(folder, 'a #b 100%'))
  expect(fileURLToPath(FILES_URL)).toBe(join(DATA_DIR, 'files'))
})

test('the variables of the sample programs may be in the environment', () => {
  expect(read({ QUILLWIRE_KEY: 'qw_…', QUILLWIRE_URL: 'http://localhost:3000' }).PORT).toBe(3000)
})

test.each(['file', 'file/data'])('a DATA_DIR %s, where a file is in the way, is reported', (path) => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => readConfig({ DATA_DIR: join(folder, path) })).toThrow(
    /^DATA_DIR .* cannot be used \((EEXIST|ENOTDIR)\)\. A file is in its place: set DATA_DIR to a folder\.$/,
  )
})

/** In a process of its own: a timeout ends one that tries for ever, and paths may be relative to the test's folder. */
function readApart(DATA_DIR: string) {
  const module = new URL('./index.ts', import.meta.url).href
  const program = `import('${module}').then(({ readConfig }) => console.log(readConfig().DATA_DIR))`
  return spawnSync(process.execPath, ['-e', program], {
    env: { DATA_DIR },
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
  })
}

test.each(['$HOME/data', '~/data'])(
  'a folder %s that was given to an earlier version is still used',
  (path) => {
    mkdirSync(join(folder, path), { recursive: true })
    expect(readApart(path).stdout.trim()).toBe(join(folder, path))
  },
)

test('a DATA_DIR where the system makes no folders is reported', () => {
  expect(readApart('/proc/quillwire/data').stderr).toContain(
    'DATA_DIR /proc/quillwire/data cannot be used (ENOENT). Make it writable for this user, or set DATA_DIR to a folder that is.',
  )
})

test('quotes stay in a SECRET, since something may have been sealed with them', () => {
  const SECRET = `"${'s'.repeat(40)}"`
  expect(read({ SECRET })).toMatchObject({ SECRET })
})

test('a bucket may name its region, and a password may have encoded characters', () => {
  const FILES_URL = 's3://key:a%2Fb%25@127.0.0.1:9000/bucket?region=eu-central-1&insecure'
  expect(read({ FILES_URL, REDIS_URL: 'redis://:a%25@localhost' })).toMatchObject({ FILES_URL })
  expect(read({ REDIS_URL: 'redis://localhost/2' })).toMatchObject({ REDIS_URL: 'redis://localhost/2' })
})

test('a disk that is full at the first start leaves no secret without a secret in it', () => {
  const module = new URL('./index.ts', import.meta.url).href
  const program = `import('${module}').then(({ readConfig }) => readConfig())`
  // No file may grow, as on a full disk: making one succeeds, and writing to it fails.
  const first = spawnSync(
    'sh',
    ['-c', `trap '' XFSZ; ulimit -f 0; exec "$0" -e "$1"`, process.execPath, program],
    {
      env: { DATA_DIR: folder },
      encoding: 'utf8',
    },
  )
  expect(first.stderr).toMatch(/DATA_DIR .* cannot be used \(EFBIG\)/)
  expect(read({}).SECRET).toMatch(/^[\w-]{43}$/)
})

test('the secret is on the disk before anything is sealed with it, so that no database loses it in a power cut', () => {
  const module = new URL('./index.ts', import.meta.url).href
  const program = `
    const fs = require('node:fs')
    const { fsyncSync } = fs
    fs.fsyncSync = (file) => { console.log(fs.fstatSync(file).size); fsyncSync(file) }
    import('${module}').then(({ readConfig }) => console.log(readConfig().SECRET))`
  const start = () =>
    spawnSync(process.execPath, ['-e', program], { env: { DATA_DIR: folder }, encoding: 'utf8' }).stdout
  const [bytes, secret] = start().trim().split('\n')
  expect(Number(bytes)).toBe(readFileSync(join(folder, 'secret')).length)
  expect(start()).toBe(`${secret}\n`)
})

test('nobody is told to make a folder writable whose disk is full', () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  expect(dataDirError('/srv/data', full)).toEqual(
    new ConfigError(
      'DATA_DIR /srv/data cannot be used (ENOSPC). Its disk is full: make room, or set DATA_DIR to a folder on another one.',
    ),
  )
  expect(filesFolderError('/srv/files', full)).toEqual(
    new ConfigError(
      'The folder for uploaded files, /srv/files, cannot be used (ENOSPC). Its disk is full: make room, or set FILES_URL to a folder on another one.',
    ),
  )
})

test('networks become a list', () => {
  expect(read({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8, fd00::/8' }).WEBHOOK_ALLOWED_NETWORKS).toEqual([
    '127.0.0.0/8',
    'fd00::/8',
  ])
})

test.each([
  'postgres://me:a,b@host:5432/x',
  'postgres://me:a,b@host',
  'postgres://me:pw@host/x?options=-c%20search_path=a,b',
])('a comma elsewhere in %s makes no list of servers', (url) => {
  expect(read({ DATABASE_URL: url })).toMatchObject({ DATABASE_URL: url })
})

test('blanks around a value, as a file of variables may have them, are not part of it', () => {
  expect(read({ LOG_LEVEL: ' warn\r\n' })).toMatchObject({ LOG_LEVEL: 'warn' })
})

test('the variables of others and empty ones are left alone', () => {
  const others = { SORT: '1', SECRETS: 'x', POSTGRES_URL: 'x', LANG: 'C', SMTP_URL: '', WEBHOOK_X: '' }
  expect(read(others)).toMatchObject({ PORT: 3000 })
})

test('a damaged secret is reported, not replaced', () => {
  writeFileSync(join(folder, 'secret'), 'cut')
  expect(() => read({})).toThrow(/secret is damaged: .* Restore it, or set SECRET/)
})
