/** The pages that are shown without a network, other than the open document. */
import { expect } from '@playwright/test'
import { newDocument, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

test('offline, a page that needs the network says so and leads to the documents on this device', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  await page.clock.install()
  const url = await newDocument(ada, 'Train & notes')
  await textOf(page).click()
  await page.keyboard.type('Written at home.')
  await expect(statusOf(page)).toHaveText('Saved')
  // After a reload, the page has the title that it was given, and the service worker has stored it.
  await page.reload()
  await expect(textOf(page)).toContainText('Written at home.')
  await expect
    .poll(() => page.evaluate(async () => (await (await caches.match(location.pathname))?.text()) ?? ''))
    .toContain('<title>Train &amp; notes')

  await context.setOffline(true)
  await page.getByRole('link', { name: 'All documents' }).click()
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible()
  await page.goto('/settings/webhooks')
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible()
  await page.getByRole('link', { name: 'Train & notes' }).click()
  await expect(page).toHaveURL(url)
  await expect(textOf(page)).toContainText('Written at home.')
  await expect(page.getByRole('navigation', { name: 'Workspace' })).toContainText(
    'The list comes back with the network.',
  )
  // A renaming there also shows in the tab.
  await page.getByRole('textbox', { name: 'Title' }).fill('Ship & notes')
  await expect(page).toHaveTitle(/^Ship & notes/)

  await context.setOffline(false)
  // Until the list is requested again.
  await page.clock.fastForward('00:05')
  await expect(page.getByRole('navigation', { name: 'Workspace' })).toContainText('Ship & notes', {
    timeout: 45_000,
  })
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
})
