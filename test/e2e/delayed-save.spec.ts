/** A server that accepts edits and does not acknowledge them. */
import { expect } from '@playwright/test'
import { newDocument, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

test('text unacknowledged for long is shown as not saved, and as Saved once acknowledged', async ({
  browser,
}) => {
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

test('text unacknowledged for long is shown as not saved even if the clock is set back', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.clock.install()
  let isMute = false
  await page.routeWebSocket(/\/collab/, (client) => {
    const server = client.connectToServer()
    server.onMessage((message) => {
      if (!isMute) client.send(message)
    })
  })
  await newDocument(ada, 'Summer time')
  isMute = true
  await textOf(page).click()
  await page.keyboard.type('Is this kept?')
  await expect(statusOf(page)).toHaveText('Saving…')
  await page.clock.setSystemTime(new Date(Date.now() - 3_600_000))
  await page.clock.fastForward('00:11')
  await expect(statusOf(page)).toHaveText('Not saved yet: kept on this device')
})

test('text written offline is not shown as late when the network is back', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  await page.clock.install()
  await newDocument(ada, 'On the train')
  await context.setOffline(true)
  await expect(statusOf(page)).toHaveText('Offline: kept on this device')
  await textOf(page).click()
  await page.keyboard.type('In a tunnel')
  await page.clock.fastForward('00:11')
  const said = await statusOf(page).evaluateHandle((status) => {
    const texts: (string | null)[] = []
    new MutationObserver(() => texts.push(status.textContent)).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    })
    return texts
  })
  await context.setOffline(false)
  await expect(statusOf(page)).toHaveText('Saved')
  expect(await said.jsonValue()).not.toContain('Not saved yet: kept on this device')
})
