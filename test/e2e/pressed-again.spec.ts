/** Pressing a button twice, or again because no answer came, makes one thing. */
import { expect, type Page } from '@playwright/test'
import { api, signUp } from './people.ts'
import { test } from './test.ts'

/** Lets the first request to this path be carried out, and loses its answer. */
async function loseFirstAnswer(page: Page, path: string) {
  await page.route(
    path,
    async (route) => {
      if (route.request().method() !== 'POST') return await route.fallback()
      await route.fetch()
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
}

test('two clicks make one document', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  await ada.page.goto('/')
  await ada.page.getByRole('button', { name: 'New document', exact: true }).first().dblclick()
  await expect(ada.page).toHaveURL(/\/d\//)
  await expect(ada.page.getByRole('textbox', { name: 'Document text' })).toBeEditable()
  expect((await api(ada, 'GET', '/documents')).items).toHaveLength(1)
})

test('a key whose answer got lost is shown by the next try, and there is one', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.goto('/settings/api-keys')
  await page.getByRole('button', { name: 'New API key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('CRM')
  await loseFirstAnswer(page, '**/api/v1/api-keys')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await expect(dialog.getByText('The server cannot be reached.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByTestId('api-key')).toHaveText(/^qw_/)
  expect((await api(ada, 'GET', '/api-keys')).items).toHaveLength(1)
})

test('an endpoint whose answer got lost exists once after the next try', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.goto('/settings/webhooks')
  await page.getByRole('button', { name: 'Add endpoint' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('URL').fill('https://hooks.invalid/')
  await form.getByLabel('Description').fill('CRM')
  await form.getByLabel('Everything, including events added later').check()
  await loseFirstAnswer(page, '**/api/v1/webhook-endpoints')
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(form.getByText('The server cannot be reached.')).toBeVisible()
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(page.getByRole('heading', { name: 'CRM' })).toBeVisible()
  expect((await api(ada, 'GET', '/webhook-endpoints')).items).toHaveLength(1)
})
