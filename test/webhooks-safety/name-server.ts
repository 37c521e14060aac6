/**
 * A DNS server on this machine that answers as a test tells it (RFC 1035, as far as needed), so that a name can resolve
 * to one address now and to another a moment later.
 */
import { createSocket } from 'node:dgram'
import { type LookupAddress, Resolver } from 'node:dns'
import { type AddressInfo, isIPv6 } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Resolve } from '../../packages/webhooks/src/address-guard/guarded-connector.ts'

export interface Question {
  name: string
  type: 'A' | 'AAAA'
  /** How often this name has been queried for this type, this time included. */
  time: number
}

/** Addresses, `cname:<name>` before the addresses of that name, an error, or silence. */
export type Answer = string[] | 'no such name' | 'server failure' | 'silence'

const TYPES = { A: 1, CNAME: 5, AAAA: 28 }
const NO_ERROR = 0x8580 // an authoritative answer of a server that also resolves other names
/** The codes of `getaddrinfo` for the failures of a resolver. */
const SYSTEM_CODES: Record<string, string> = { ENOTFOUND: 'ENOTFOUND', ENODATA: 'ENOTFOUND' }
const CODES = { 'server failure': NO_ERROR | 2, 'no such name': NO_ERROR | 3 }

/** Starts the server. Its records may not be cached (a TTL of 0). */
export async function startNameServer(answer: (question: Question) => Answer) {
  const asked: Question[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = readQuestion(query)
    const time = asked.filter((one) => one.name === name && one.type === type).length + 1
    asked.push({ name, type, time })
    const said = answer({ name, type, time })
    if (said !== 'silence') socket.send(reply(query.subarray(0, end), name, said), port, address)
  })
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
  onTestFinished(() => void socket.close())
  const { port } = socket.address() as AddressInfo
  const resolver = new Resolver({ timeout: 1000, tries: 1 })
  resolver.setServers([`127.0.0.1:${port}`])
  return { asked, resolve: resolveBy(resolver) }
}

/** Resolves as a system with both families does: to all addresses of a name, and with an error if there is none. */
function resolveBy(resolver: Resolver): Resolve {
  return (hostname, callback) => {
    const found: LookupAddress[] = []
    let failure: NodeJS.ErrnoException | null = null
    let waiting = 2
    const done =
      (family: 4 | 6) => (error: NodeJS.ErrnoException | null, addresses: string[] | undefined) => {
        if (error) failure ??= Object.assign(error, { code: SYSTEM_CODES[error.code ?? ''] ?? 'EAI_AGAIN' })
        found.push(...(addresses ?? []).map((address) => ({ address, family })))
        waiting -= 1
        if (waiting === 0) callback(found.length > 0 ? null : failure, found)
      }
    resolver.resolve4(hostname, done(4))
    resolver.resolve6(hostname, done(6))
  }
}

function readQuestion(query: Buffer) {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const type: Question['type'] = query.readUInt16BE(at + 1) === TYPES.AAAA ? 'AAAA' : 'A'
  return { name: labels.join('.').toLowerCase(), type, end: at + 5 }
}

/** @param question the header of the query and its question, to which the answer is added */
function reply(question: Buffer, name: string, answer: Exclude<Answer, 'silence'>): Buffer {
  const records = typeof answer === 'string' ? [] : recordsOf(name, answer)
  const head = Buffer.from(question)
  head.writeUInt16BE(typeof answer === 'string' ? CODES[answer] : NO_ERROR, 2)
  head.writeUInt16BE(records.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, ...records])
}

function recordsOf(name: string, answer: string[]): Buffer[] {
  let owner = name
  return answer.map((text) => {
    const alias = /^cname:(.*)$/.exec(text)?.[1]
    const record = alias
      ? recordOf(owner, TYPES.CNAME, encodeName(alias))
      : recordOf(owner, isIPv6(text) ? TYPES.AAAA : TYPES.A, encodeAddress(text))
    owner = alias ?? owner
    return record
  })
}

function recordOf(owner: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt16BE(1, 2) // the class: Internet
  fixed.writeUInt16BE(data.length, 8)
  return Buffer.concat([encodeName(owner), fixed, data])
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]))
  return Buffer.concat([...labels, Buffer.from([0])])
}

function encodeAddress(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number))
  const bare = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = [], tail = []] = bare.split('::').map((part) => part.split(':').filter(Boolean))
  const words = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return Buffer.from(words.map((word) => word.padStart(4, '0')).join(''), 'hex')
}
