import { expect } from '@playwright/test'
import { newDocument, open, signUp, statusOf, team, textOf } from './people.ts'
import { productProcess } from './product-process.ts'
import { test } from './test.ts'

test('collab is killed in the middle of typing: every acknowledged character is there', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Durable')
  const { page } = ada
  await textOf(page).click()
  // Twice: the second kill hits a page that has already reconnected once.
  for (const round of [1, 2]) {
    await page.keyboard.type(`Acknowledged ${round}. `, { delay: 5 })
    await expect(statusOf(page)).toHaveText('Saved')
    process.kill(productProcess('collab'), 'SIGKILL')
    await page.keyboard.type(`After the kill ${round}. `, { delay: 5 })
    await expect(statusOf(page)).toHaveText('Saved', { timeout: 20_000 })
  }
  // Somebody else's fresh window has only what the server has.
  await open(jonas, url)
  const whole = [1, 2].map((round) => `Acknowledged ${round}. After the kill ${round}.`).join(' ')
  await expect(textOf(jonas.page).locator('p').first()).toHaveText(whole)
})

test('while the server is away the header says so, and typing goes on', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  await newDocument(ada, 'Unreachable')
  const { page, context } = ada
  await textOf(page).click()
  await page.keyboard.type('Before. ')
  await expect(statusOf(page)).toHaveText('Saved')
  // The browser thinks that it is online, but nothing answers.
  await context.route('**/api/v1/**', (route) => route.abort())
  process.kill(productProcess('collab'), 'SIGKILL')
  await page.keyboard.type('Meanwhile. ')
  await expect(statusOf(page)).toHaveText('Server unreachable', { timeout: 20_000 })
  await context.unroute('**/api/v1/**')
  await expect(statusOf(page)).toHaveText('Saved', { timeout: 20_000 })
  await page.reload()
  await expect(textOf(page)).toHaveText('Before. Meanwhile. ')
})
