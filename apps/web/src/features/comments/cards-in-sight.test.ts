import { expect, test } from 'vitest'
import { cardsInSight, FEW_CARDS, stretchAround } from './cards-in-sight.ts'

const cards = Array.from({ length: 2000 }, (_, index) => ({
  id: `c${index}`,
  top: index * 100,
  height: 90,
  wanted: index * 30,
}))
const nothing = { lookedAt: null, focused: null }
const drawn = (from: number, to: number, kept: Parameters<typeof cardsInSight>[2] = nothing) => [
  ...cardsInSight(cards, { from, to }, kept),
]

test('of thousands of cards those in sight are drawn, those whose text is in sight, and the first and the last', () => {
  expect(drawn(9000, 9300)).toEqual([
    'c0',
    ...['c90', 'c91', 'c92'],
    ...['c300', 'c301', 'c302', 'c303', 'c304', 'c305', 'c306', 'c307', 'c308', 'c309'],
    'c1999',
  ])
})

test('a card that is looked at is drawn wherever it stands, and so is the one with the focus, with those beside it', () => {
  expect(drawn(0, 10, { lookedAt: 'c700', focused: 'c1200' })).toEqual([
    'c0',
    'c700',
    ...['c1198', 'c1199', 'c1200', 'c1201', 'c1202'],
    'c1999',
  ])
})

test('few cards are all drawn', () => {
  expect(cardsInSight(cards.slice(0, FEW_CARDS), { from: -100, to: -50 }, nothing).size).toBe(FEW_CARDS)
})

test('while one scrolls, what is drawn stays ahead of what is seen, and seldom changes', () => {
  const height = 800
  const stretches = Array.from({ length: 1000 }, (_, index) => {
    const seen = { from: index * 10 - 500, to: index * 10 - 500 + height }
    const stretch = stretchAround(seen)
    expect(stretch.from).toBeLessThanOrEqual(seen.from - height / 2)
    expect(stretch.to).toBeGreaterThanOrEqual(seen.to + height / 2)
    return stretch.from
  })
  expect(new Set(stretches).size).toBeLessThan(30)
})
