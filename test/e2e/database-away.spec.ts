import { expect, type Page } from '@playwright/test'
import { newDocument, PASSWORD, signUp } from './people.ts'
import { holdDatabase } from './product-process.ts'
import { test } from './test.ts'

/** Answers every write of this page as the API does while its database is away. */
async function refuseWrites(page: Page) {
  const detail = 'The database cannot be reached; a write with an Idempotency-Key is not done twice.'
  await page.route('**/api/**', (route) =>
    route.request().method() === 'GET'
      ? route.fallback()
      : route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: JSON.stringify({ status: 503, code: 'database_unavailable', title: 'Away', detail }),
        }),
  )
}

test('forms explain in plain words that the database is away', async ({ browser, page: stranger }) => {
  await refuseWrites(stranger)
  await stranger.goto('/sign-up')
  await stranger.getByLabel('Name').fill('Ada')
  await stranger.getByLabel('E-mail').fill('ada@example.com')
  await stranger.getByLabel('Password').fill(PASSWORD)
  await stranger.getByRole('button', { name: 'Create account' }).click()
  await expect(stranger.getByRole('alert').filter({ hasText: 'database' })).toHaveText(
    'The server cannot reach its database at the moment. Try again in a few seconds.',
  )

  const words = 'The server cannot reach its database at the moment. Try again in a few seconds.'
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Plan')
  await refuseWrites(page)
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'New link' }).click()
  await page.getByRole('button', { name: 'Make a link' }).click()
  await expect(page.getByText(words)).toBeVisible()

  await page.goto('/settings/api-keys')
  await page.getByRole('button', { name: 'New API key' }).click()
  await page.getByLabel('Name').fill('CRM sync')
  await page.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible()
})

test.describe('of pages', () => {
  test.use({ pagesFail: true })

  test('a page that cannot be made without the database says so, to programs too, and works on the next try', async ({
    browser,
  }) => {
    const { page } = await signUp(browser, 'Ada')
    const goOn = holdDatabase()
    try {
      const answer = await page.goto('/')
      await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible()
      expect(answer?.status()).toBe(503)
      expect(answer?.headers()['retry-after']).toBe('5')
    } finally {
      goOn()
    }
    await expect(async () => {
      await page.getByRole('button', { name: 'Try again' }).click({ timeout: 1000 })
      await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible({ timeout: 5000 })
    }).toPass()
  })
})
