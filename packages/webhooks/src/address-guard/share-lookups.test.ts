import { expect, test } from 'vitest'
import type { Resolve } from './guarded-connector.ts'
import { shareLookups } from './share-lookups.ts'

test('whoever asks while an answer is on its way shares it; whoever asks later asks anew', () => {
  const asked: string[] = []
  const pending: (() => void)[] = []
  const resolve = shareLookups((name, callback) => {
    asked.push(name)
    const address = `192.0.2.${asked.length}`
    pending.push(() => callback(null, [{ address, family: 4 }]))
  })
  const answers: string[] = []
  const ask = (name: string) =>
    resolve(name, (_error, addresses) => answers.push(`${name} ${addresses[0]?.address}`))
  ask('a.example')
  ask('a.example')
  ask('b.example')
  expect(asked).toEqual(['a.example', 'b.example'])
  for (const answer of pending.splice(0)) answer()
  expect(answers).toEqual(['a.example 192.0.2.1', 'a.example 192.0.2.1', 'b.example 192.0.2.2'])
  ask('a.example')
  expect(asked).toHaveLength(3)
})

test('an error is for all who waited', () => {
  const failing: { answer?: () => void } = {}
  const resolve: Resolve = shareLookups((_name, callback) => {
    failing.answer = () => callback(new Error('no such name'), [])
  })
  const errors: (string | undefined)[] = []
  for (let i = 0; i < 3; i++) resolve('a.example', (error) => errors.push(error?.message))
  failing.answer?.()
  expect(errors).toEqual(['no such name', 'no such name', 'no such name'])
})
