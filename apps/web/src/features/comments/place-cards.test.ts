import { expect, test } from 'vitest'
import { type Card, placeCards } from './place-cards.ts'

const card = (id: string, wanted: number | null, height = 100): Card => ({ id, wanted, height })
const tops = (cards: Card[], active: string | null = null) => Object.fromEntries(placeCards(cards, active))

test('a card stands level with its text, and is pushed down by the one above it', () => {
  expect(tops([card('a', 40), card('b', 60), card('c', 900)])).toEqual({ a: 40, b: 150, c: 900 })
})

test('the active card stands level with its text: those above make room, those below follow', () => {
  const cards = [card('a', 300), card('b', 310), card('c', 320), card('d', 330)]
  expect(tops(cards, 'c')).toEqual({ a: 100, b: 210, c: 320, d: 430 })
  expect(tops([card('far', 10), ...cards], 'd')).toEqual({ far: 0, a: 110, b: 220, c: 330, d: 440 })
})

test('no card is pushed out at the top, not even by the active one', () => {
  const cards = [card('a', 10), card('b', 20), card('c', 30)]
  expect(tops(cards, 'c')).toEqual({ a: 0, b: 110, c: 220 })
})

test('where many stand at one line, the active card comes to it, and as many of the topmost go out as find no room', () => {
  const cards = Array.from({ length: 6 }, (_, i) => card(`${i}`, 200))
  expect(tops(cards, '5')).toEqual({ 0: -350, 1: -240, 2: -130, 3: -20, 4: 90, 5: 200 })
  expect(tops(cards)).toEqual({ 0: 200, 1: 310, 2: 420, 3: 530, 4: 640, 5: 750 })
})

test('a thread whose text is gone takes no place from the others', () => {
  expect(tops([card('a', 0), card('b', 50), card('gone', null)], 'gone')).toEqual({ a: 0, b: 110, gone: 220 })
})
