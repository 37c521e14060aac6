import { expect } from '@playwright/test'
import { signUp } from './people.ts'
import { test } from './test.ts'

test('a new API key stays until it is done with, and the next one begins anew', async ({ browser }) => {
  const { page } = await signUp(browser, 'Ada')
  await page.goto('/settings/api-keys')
  await page.getByRole('button', { name: 'New API key' }).click()
  await page.getByRole('button', { name: 'Create key' }).click()
  const name = page.getByLabel('Name')
  await expect(name).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByRole('alert').filter({ hasText: /^Give the key a name/ })).toBeVisible()

  await name.fill('CRM sync')
  await page.getByLabel('Manage webhook endpoints').check()
  await page.getByRole('button', { name: 'Create key' }).click()
  const key = page.getByTestId('api-key')
  await expect(key).toHaveText(/^qw_/)
  await page.mouse.click(8, 8)
  await page.keyboard.press('Escape')
  await expect(key).toBeVisible()
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(key).toBeHidden()

  await page.getByRole('button', { name: 'New API key' }).click()
  await expect(page.getByLabel('Name')).toHaveValue('')
  await expect(page.getByLabel('Read documents')).toBeChecked()
  await expect(page.getByLabel('Manage webhook endpoints')).not.toBeChecked()
})
