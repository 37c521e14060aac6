import { expect } from '@playwright/test'
import { newDocument, signUp, statusOf, textOf } from './people.ts'
import { productProcess } from './product-process.ts'
import { test } from './test.ts'

test('a page of an older version is told to reload, keeps what it shows and changes nothing', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  await newDocument(ada, 'From the version before')
  const { page, context } = ada
  await textOf(page).click()
  await page.keyboard.type('Written before the update. ')
  // Make the page longer than the window.
  for (let line = 0; line < 40; line += 1) await page.keyboard.press('Enter')
  await expect(statusOf(page)).toHaveText('Saved')
  await page.getByRole('button', { name: 'Comments', exact: true }).click()

  // The server is updated: its tickets are for a newer schema, and every client reconnects.
  await context.route('**/tickets', async (route) => {
    const response = await route.fetch()
    const ticket = await response.json()
    await route.fulfill({ response, json: { ...ticket, schemaVersion: ticket.schemaVersion + 1 } })
  })
  process.kill(productProcess('collab'), 'SIGKILL')
  const banner = page.getByTestId('document-banner')
  await expect(banner).toContainText('Quillwire was updated', { timeout: 20_000 })
  await expect(textOf(page)).toHaveText('Written before the update. ')
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  // The banner is also visible at the end of the text, and covers no button there.
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  await expect(banner).toBeInViewport({ ratio: 1 })
  await page.getByRole('tab', { name: 'Resolved' }).click()

  await context.unroute('**/tickets')
  await banner.getByRole('button', { name: 'Reload' }).click()
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'true', { timeout: 20_000 })
  await expect(textOf(page)).toHaveText('Written before the update. ')
  await expect(banner).toHaveCount(0)
})
