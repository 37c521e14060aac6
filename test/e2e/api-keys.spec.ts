import { expect } from '@playwright/test'
import { api, invitationLink, signUp } from './people.ts'
import { test } from './test.ts'

test('a new API key stays on screen until it is dismissed, and the next one starts afresh', async ({
  browser,
}) => {
  const { page } = await signUp(browser, 'Ada')
  // As on a page that is not served over https.
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await page.goto('/settings/api-keys')
  await page.getByRole('button', { name: 'New API key' }).click()
  await page.getByRole('button', { name: 'Create key' }).click()
  const name = page.getByLabel('Name')
  await expect(name).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByRole('alert').filter({ hasText: /^Give the key a name/ })).toBeVisible()

  await name.fill('CRM sync')
  await page.getByLabel('Manage webhook endpoints').check()
  // The dialog stays open while a key is being made: the key could not be shown later.
  const answer = Promise.withResolvers<void>()
  await page.route('**/api/v1/api-keys', async (route) => {
    await answer.promise
    await route.continue()
  })
  await page.getByRole('button', { name: 'Create key' }).click()
  await page.keyboard.press('Escape')
  answer.resolve()
  const key = page.getByTestId('api-key')
  await expect(key).toHaveText(/^qw_/)
  await page.mouse.click(8, 8)
  await page.keyboard.press('Escape')
  await expect(key).toBeVisible()
  const made = await key.innerText()
  await page.evaluate(() => Object.assign(document, { execCommand: () => false }))
  await page.getByRole('button', { name: 'Copy key' }).click()
  await expect(page.getByText('Select the text and copy it yourself.')).toBeVisible()
  await page.evaluate(() => Reflect.deleteProperty(document, 'execCommand'))
  await page.getByRole('button', { name: 'Copy key' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeFocused()
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(key).toBeHidden()

  await page.getByRole('button', { name: 'New API key' }).click()
  await expect(page.getByLabel('Name')).toHaveValue('')
  await page.getByLabel('Name').press('Control+V')
  await expect(page.getByLabel('Name')).toHaveValue(made)
  await expect(page.getByLabel('Read documents')).toBeChecked()
  await expect(page.getByLabel('Manage webhook endpoints')).not.toBeChecked()
})

test('one of many API keys or invitation links is found by typing', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  for (let i = 1; i <= 12; i++) {
    await api(ada, 'POST', '/api-keys', { name: `Program ${i}`, scopes: ['documents:read'] })
    await api(ada, 'POST', '/invitations', {})
  }
  const link = await invitationLink(ada)
  await page.goto('/settings/api-keys')
  await page.getByRole('searchbox', { name: 'Find an API key' }).fill('program 7')
  const keys = page.getByRole('button', { name: /^Revoke/ })
  await expect(keys).toHaveCount(1)
  await expect(keys).toHaveAccessibleName(/Program 7$/)

  await page.goto('/settings/members')
  await page.getByRole('searchbox', { name: 'Find an invitation link' }).fill(link)
  const links = page.getByRole('textbox', { name: /^Invitation link/ })
  await expect(links).toHaveCount(1)
  await expect(links).toHaveValue(link)
})
