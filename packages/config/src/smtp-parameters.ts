/** What may stand behind the ? of SMTP_URL: who writes, and what the client of SMTP, Nodemailer, documents of its transport. */

const GENERAL = ['from', 'host', 'port', 'secure', 'service', 'authMethod', 'forceAuth', 'proxy']

const CONNECTION = [
  ...['name', 'localAddress', 'allowInternalNetworkInterfaces', 'lmtp', 'maxResponseSize', 'dnsTtl'],
  ...['connectionTimeout', 'greetingTimeout', 'socketTimeout', 'socketCloseTimeout', 'dnsTimeout'],
]

const TLS = ['ignoreTLS', 'requireTLS', 'opportunisticTLS', 'servername']

const POOL = ['pool', 'maxConnections', 'maxMessages', 'maxRequeues', 'idleTimeout', 'rateLimit', 'rateDelta']

const MESSAGES = ['maxRecipients', 'disableFileAccess', 'disableUrlAccess', 'attachDataUrls']

const LOG = ['logger', 'debug', 'transactionLog', 'component']

/** Of Node's options of TLS, behind `tls.`, those that a text, a number or a word such as `false` can say. */
const NODE_TLS = [
  ...['rejectUnauthorized', 'servername', 'minVersion', 'maxVersion', 'minDHSize', 'secureProtocol'],
  ...['ca', 'cert', 'key', 'passphrase', 'crl', 'ciphers', 'ecdhCurve', 'sigalgs', 'dhparam'],
  ...['honorCipherOrder', 'secureOptions', 'sessionTimeout', 'enableTrace', 'allowPartialTrustChain'],
].map((name) => `tls.${name}`)

const KNOWN = new Set([GENERAL, CONNECTION, TLS, POOL, MESSAGES, LOG, NODE_TLS].flat())

export const isSmtpParameter = (name: string): boolean => KNOWN.has(name)
