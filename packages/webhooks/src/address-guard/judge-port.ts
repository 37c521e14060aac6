/**
 * Ports at which no webhook receiver listens, but a service that takes the lines of an HTTP request for commands, or
 * one that is meant for the inside alone. The first list is the "bad ports" that browsers refuse too
 * (https://fetch.spec.whatwg.org/#port-blocking), most of which were used to attack mail and chat servers. The second
 * is the databases, queues and remote controls of a server room.
 */
const BAD_PORTS = [
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]

const INSIDE: Record<number, string> = {
  445: 'Windows file sharing',
  873: 'rsync',
  1433: 'SQL Server',
  1521: 'Oracle',
  2181: 'ZooKeeper',
  2375: 'Docker',
  2376: 'Docker',
  2379: 'etcd',
  2380: 'etcd',
  3306: 'MySQL',
  3389: 'remote desktops',
  5432: 'PostgreSQL',
  5672: 'RabbitMQ',
  5900: 'remote desktops',
  6379: 'Redis',
  9042: 'Cassandra',
  9092: 'Kafka',
  9200: 'Elasticsearch',
  9300: 'Elasticsearch',
  10250: 'Kubernetes',
  11211: 'memcached',
  26379: 'Redis',
  27017: 'MongoDB',
}

const WELL_KNOWN: Record<number, string> = {
  21: 'FTP',
  22: 'SSH',
  23: 'Telnet',
  25: 'mail',
  53: 'DNS',
  110: 'mail',
  143: 'mail',
  389: 'LDAP',
  465: 'mail',
  587: 'mail',
  636: 'LDAP',
  993: 'mail',
  995: 'mail',
}

const refused = new Map<number, string>([
  ...BAD_PORTS.map((port) => [port, WELL_KNOWN[port] ?? 'another kind of service'] as const),
  ...Object.entries(INSIDE).map(([port, service]) => [Number(port), service] as const),
])

/** The service that the port is for, where webhooks may not be sent to it; null where they may. */
export function portRefusal(port: number): string | null {
  return refused.get(port) ?? null
}
