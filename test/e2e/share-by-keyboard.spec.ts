import { expect } from '@playwright/test'
import { newDocument, team } from './people.ts'
import { test } from './test.ts'

test('a person is added by the keyboard alone, and Escape closes the list before the dialog', async ({
  browser,
}) => {
  const [ada] = await team(browser)
  const { page } = ada
  await newDocument(ada, 'Plan')
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  const field = dialog.getByLabel('Add a person')
  await field.fill('jon')
  await expect(dialog.getByRole('option', { name: 'Jonas' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog.getByRole('option', { name: 'Jonas' })).toBeHidden()
  await expect(field).toHaveValue('')

  await field.fill('jon')
  await expect(dialog.getByRole('option', { name: 'Jonas' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('Role of Jonas')).toHaveValue('editor')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})
