/** The parameters that SMTP_URL may have: the sender, and the documented options of Nodemailer's SMTP transport. */

const GENERAL = ['from', 'host', 'port', 'secure', 'service', 'authMethod', 'forceAuth', 'proxy']

const CONNECTION = [
  ...['name', 'localAddress', 'allowInternalNetworkInterfaces', 'lmtp', 'maxResponseSize', 'dnsTtl'],
  ...['connectionTimeout', 'greetingTimeout', 'socketTimeout', 'socketCloseTimeout', 'dnsTimeout'],
]

const TLS = ['ignoreTLS', 'requireTLS', 'opportunisticTLS', 'servername']

const POOL = ['pool', 'maxConnections', 'maxMessages', 'maxRequeues', 'idleTimeout', 'rateLimit', 'rateDelta']

const MESSAGES = ['maxRecipients', 'disableFileAccess', 'disableUrlAccess', 'attachDataUrls']

const LOG = ['logger', 'debug', 'transactionLog', 'component']

/** Node's options of TLS, behind `tls.`: those that a text, a number or a word such as `false` can express. */
const NODE_TLS = [
  ...['rejectUnauthorized', 'servername', 'minVersion', 'maxVersion', 'minDHSize', 'secureProtocol'],
  ...['ca', 'cert', 'key', 'passphrase', 'crl', 'ciphers', 'ecdhCurve', 'sigalgs', 'dhparam'],
  ...['honorCipherOrder', 'secureOptions', 'sessionTimeout', 'enableTrace', 'allowPartialTrustChain'],
].map((name) => `tls.${name}`)

const KNOWN = new Set([GENERAL, CONNECTION, TLS, POOL, MESSAGES, LOG, NODE_TLS].flat())

export const isSmtpParameter = (name: string): boolean => KNOWN.has(name)
