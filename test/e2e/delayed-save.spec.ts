/** A server that takes what is written and does not say that it has it. */
import { expect } from '@playwright/test'
import { newDocument, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

test('what is not acknowledged for long is called not saved, and Saved when it is', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.clock.install()
  let isMute = false
  const held: (() => void)[] = []
  await page.routeWebSocket(/\/collab/, (client) => {
    const server = client.connectToServer()
    server.onMessage((message) => {
      if (isMute) held.push(() => client.send(message))
      else client.send(message)
    })
  })
  await newDocument(ada, 'Slow disk')
  isMute = true
  await textOf(page).click()
  await page.keyboard.type('Is this kept?')
  await expect(statusOf(page)).toHaveText('Saving…')
  await page.clock.fastForward('00:11')
  await expect(statusOf(page)).toHaveText('Not saved yet: kept on this device')
  isMute = false
  for (const deliver of held) deliver()
  await expect(statusOf(page)).toHaveText('Saved')
})
