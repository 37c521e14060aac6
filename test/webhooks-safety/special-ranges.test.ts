/**
 * The guard compared with a separate list: the ranges in IANA's registries of special-purpose addresses, looked up by
 * Node instead of the library that the guard uses. Both must agree on the edges of every range, in every notation, and
 * on random addresses.
 */
import { BlockList } from 'node:net'
import { expect, test } from 'vitest'
import { refusal } from '../../packages/webhooks/src/address-guard/judge-address.ts'
import { endpointPolicy } from '../../packages/webhooks/src/endpoints/endpoint-policy.ts'
import { endpointUrl } from '../../packages/webhooks/src/endpoints/endpoint-url.ts'

const IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32', // Azure's, which is in no registry
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** Within 2000::/3. Everything outside it is refused, except addresses that carry an IPv4 address. */
const IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const special = new BlockList()
for (const range of IPV4) special.addSubnet(...subnet(range), 'ipv4')
for (const range of IPV6) special.addSubnet(...subnet(range), 'ipv6')
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

function subnet(range: string): [network: string, bits: number] {
  const [network = '', bits] = range.split('/')
  return [network, Number(bits)]
}

const isSpecial4 = (address: string) => special.check(address, 'ipv4')
const isSpecial6 = (address: string) =>
  !globalUnicast.check(address, 'ipv6') || special.check(address, 'ipv6')

/** Numbers that look random and are the same in each run. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
const numberOf = (address: string) =>
  address.split('.').reduce((value, octet) => value * 256 + Number(octet), 0)

/** The first and last address of each range, and their neighbours. */
const edges4 = IPV4.flatMap((range) => {
  const [network, bits] = subnet(range)
  const [first, size] = [numberOf(network), 2 ** (32 - bits)]
  return [first - 1, first, first + size - 1, first + size]
}).filter((value) => value >= 0 && value < 2 ** 32)

const random = numbers(20_261_121)
const some4 = [...edges4, ...Array.from({ length: 5000 }, () => random(2 ** 32))]

test('IPv4: exactly the addresses that the registries call special are refused', () => {
  const differing = some4
    .map(dotted)
    .filter((address) => (refusal(address, []) !== null) !== isSpecial4(address))
  expect(differing).toEqual([])
})

test('IPv4 inside IPv6 is judged like the plain address', () => {
  const differing = some4
    .map(dotted)
    .filter((address) =>
      [`::ffff:${address}`, `64:ff9b::${address}`, `2a00:1450:4001::5efe:${address}`].some(
        (carrier) => (refusal(carrier, []) !== null) !== isSpecial4(address),
      ),
    )
  expect(differing).toEqual([])
})

test('IPv4 in any notation of a URL is judged like the usual one', () => {
  const policy = endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: [], WEBHOOK_HTTPS_ONLY: false })
  const accepts = (host: string) => {
    try {
      return endpointUrl(`http://${host}/`, policy)
    } catch {
      return null
    }
  }
  const radix = (value: number) =>
    [String(value), `0x${value.toString(16)}`, `0${value.toString(8)}`][random(3)]
  for (const value of [...edges4, ...some4.slice(-1000)]) {
    const [a = 0, b = 0, c = 0, d = 0] = dotted(value).split('.').map(Number)
    const spellings = [
      `${radix(value)}`,
      `${radix(a)}.${radix(value % 2 ** 24)}`,
      `${radix(a)}.${radix(b)}.${radix(value % 2 ** 16)}`,
      `${radix(a)}.${radix(b)}.${radix(c)}.${radix(d)}.`,
      [a, b, c, d].join('。'),
      [...dotted(value)].map((sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0)).join(''),
    ]
    const expected = isSpecial4(dotted(value)) ? null : `http://${dotted(value)}/`
    for (const host of spellings) expect(accepts(host), `${host} for ${dotted(value)}`).toBe(expected)
  }
})

test('IPv6: special and unassigned addresses, and those that carry a refused address, are refused', () => {
  const word = () => random(2 ** 16).toString(16)
  const beginnings = ['2001:', '2002:', '2620:4f:8000:', '3fff:', '2001:db8:', '2a00:', '2606:4700:', '']
  const addresses = Array.from({ length: 5000 }, () => {
    const words = `${beginnings[random(beginnings.length)]}`.split(':').filter(Boolean)
    while (words.length < 8) words.push(word())
    return words.join(':')
  }).filter((address) => !/:(0|200):5efe:/.test(address))
  const differing = addresses.filter((address) => (refusal(address, []) !== null) !== isSpecial6(address))
  expect(differing).toEqual([])
  expect(new Set(addresses.map(isSpecial6))).toEqual(new Set([true, false]))
})

test.each([
  ['1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', true],
  ['2000::', false],
  ['2000:ffff::1', false],
  ['2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', true],
  ['2001:200::', false],
  ['2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', false],
  ['2001:db8::', true],
  ['2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', true],
  ['2001:db9::', false],
  ['2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff', false],
  ['2002::', true],
  ['2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff', true],
  ['2003::', false],
  ['2620:4f:7fff:ffff:ffff:ffff:ffff:ffff', false],
  ['2620:4f:8000::', true],
  ['2620:4f:8001::', false],
  ['3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff', false],
  ['3fff::', true],
  ['3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', true],
  ['3fff:1000::', false],
  ['3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', false],
  ['4000::', true],
  ['64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff', true],
  ['64:ff9b::1:0:0', true],
])('at the edge: %s refused: %j', (address, refused) => {
  expect(refusal(address, []) !== null).toBe(refused)
})
