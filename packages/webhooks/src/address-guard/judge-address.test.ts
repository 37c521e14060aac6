import { describe, expect, test } from 'vitest'
import { parseNetworks, refusal } from './judge-address.ts'

const allowed: string[] = []
const refuses = (address: string, networks = allowed) => refusal(address, parseNetworks(networks))

describe('what the whole Internet reaches is allowed', () => {
  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:80e::200e',
    '2001:4860:4860::8888',
    '2001:200::1',
    '168.63.129.15',
    '168.63.129.17',
    '2400:cb00::1',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '64:ff9b::8.8.8.8',
  ])('%s', (address) => {
    expect(refuses(address)).toBeNull()
  })
})

describe('everything else is refused', () => {
  test.each([
    // this host and loopback
    '0.0.0.0',
    '0.0.0.1',
    '0.255.255.255',
    '127.0.0.1',
    '127.0.0.53',
    '127.1.2.3',
    '127.255.255.255',
    // private, provider, link-local with the metadata address of clouds
    '10.0.0.0',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.255.255',
    '100.64.0.1',
    '100.100.100.200',
    '100.127.255.255',
    '169.254.0.1',
    '169.254.169.254',
    '169.254.170.2',
    // looks public, is Azure's own
    '168.63.129.16',
    '::ffff:168.63.129.16',
    '64:ff9b::a83f:8110',
    // documentation, benchmarks, protocol assignments, relays
    '192.0.0.1',
    '192.0.0.170',
    '192.0.2.1',
    '192.88.99.1',
    '192.31.196.1',
    '192.52.193.1',
    '192.175.48.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    // multicast, reserved, broadcast
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '254.1.1.1',
    '255.255.255.255',
    // IPv6: this host, link-local, unique local, site-local, multicast
    '::',
    '::1',
    '0:0:0:0:0:0:0:1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fc00::1',
    'fd00:ec2::254',
    'fdff::1',
    'fec0::1',
    'ff02::1',
    'ff05::2',
    // IPv6: documentation, discard, benchmarks, ORCHID, segment routing, unassigned
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2001:30::1',
    '2001:1::1',
    '2001:1ff::1',
    '2001:3::1',
    '2001:4:112::1',
    '2620:4f:8000::1',
    '100:0:0:1::1',
    '5f00::1',
    '4000::1',
    '8000::1',
    'e000::1',
    // an IPv4 address inside
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::ffff:0.0.0.0',
    '::127.0.0.1',
    '::10.0.0.1',
    '::8.8.8.8',
    '::ffff:0:127.0.0.1',
    '::ffff:0:8.8.8.8',
    '64:ff9b::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::10.0.0.1',
    '64:ff9b:1::8.8.8.8',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2002:808:808::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001::1',
    '2a00:1450::5efe:10.0.0.1',
    '2a00:1450::200:5efe:7f00:1',
    // forms that are no plain address
    '',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.0.0.1.',
    '[::1]',
    '8.8.8.8 ',
    '1.2.3.4/32',
  ])('%s', (address) => {
    expect(refuses(address)).toMatch(/^(is|stands|carries) /)
  })
})

describe('networks that the operator lists', () => {
  test('are allowed, and only they', () => {
    expect(refuses('10.1.2.3', ['10.0.0.0/8'])).toBeNull()
    expect(refuses('10.1.2.3', ['10.0.0.0/16'])).toBe('is a private address')
    expect(refuses('127.0.0.1', ['10.0.0.0/8', '127.0.0.0/8'])).toBeNull()
    expect(refuses('fd00::1', ['fd00::/8'])).toBeNull()
    expect(refuses('::1', ['fd00::/8'])).toBe('is this machine')
  })
  test('count for the mapped form too, and never for one that is carried', () => {
    expect(refuses('::ffff:10.1.2.3', ['10.0.0.0/8'])).toBeNull()
    expect(refuses('64:ff9b::10.1.2.3', ['10.0.0.0/8'])).toMatch(/^carries 10\.1\.2\.3/)
    expect(refuses('2002:a01:203::', ['10.0.0.0/8'])).toMatch(/tunnel/)
  })
})
