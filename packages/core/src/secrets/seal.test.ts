import { expect, test } from 'vitest'
import { createSeal, newToken, tokenHash } from './seal.ts'

test('a sealed text can be unsealed, and is sealed differently each time', () => {
  const seal = createSeal('a'.repeat(32))
  const [one, two] = [seal.seal('whsec_x'), seal.seal('whsec_x')]
  expect(one).not.toBe(two)
  expect([seal.unseal(one), seal.unseal(two)]).toEqual(['whsec_x', 'whsec_x'])
})

test('another SECRET, or a changed text, is refused and reveals nothing', () => {
  const sealed = createSeal('a'.repeat(32)).seal('whsec_x')
  expect(() => createSeal('b'.repeat(32)).unseal(sealed)).toThrow('was SECRET changed?')
  expect(() => createSeal('a'.repeat(32)).unseal(`${sealed.slice(0, -2)}AA`)).toThrow('cannot be read')
})

test('keys differ by purpose and not by process', () => {
  const [one, two] = [createSeal('s'), createSeal('s')]
  expect(one.key('tickets')).toEqual(two.key('tickets'))
  expect(one.key('tickets')).not.toEqual(one.key('other'))
})

test('tokens are unique and found by their hash', () => {
  expect(newToken('qw_')).toMatch(/^qw_[\w-]{43}$/)
  expect(newToken()).not.toBe(newToken())
  expect(tokenHash('x')).toBe(tokenHash('x'))
})
