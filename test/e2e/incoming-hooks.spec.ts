import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, type Page } from '@playwright/test'
import { api, idOf, newDocument, open, signUp, textOf } from './people.ts'
import { test } from './test.ts'

const run = promisify(execFile)

/** Runs the command shown on the page in a shell, as a programmer would. */
async function runExample(page: Page): Promise<unknown> {
  const { stdout } = await run('bash', ['-c', `${await page.getByTestId('hook-example').innerText()} -s`])
  return JSON.parse(stdout)
}

test('an admin makes a hook; what a program sends appears at once in the open document and in the log', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const documentUrl = await newDocument(ada, 'Release log')
  await textOf(page).click()
  await page.keyboard.type('Releases')
  const reader = await ada.context.newPage()
  await open({ ...ada, page: reader }, documentUrl)
  // A background window is drawn once a second, and clicks take as long.
  await page.bringToFront()

  await page.goto('/settings/incoming-hooks')
  await page.getByRole('button', { name: 'Add hook' }).click()
  const form = page.getByRole('dialog', { name: 'Add hook' })
  await form.getByRole('button', { name: 'Add hook' }).click()
  await expect(form.getByText('Give the hook a name.')).toBeVisible()
  await expect(form.getByText('Choose a document.')).toBeVisible()
  await form.getByLabel('Name').fill('Deploys')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Leave without saving?')).toBeVisible()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await form.getByLabel('Document').click()
  await page.getByRole('combobox', { name: 'Search by title' }).fill('release')
  await page.getByRole('option', { name: 'Release log' }).click()
  await form.getByRole('button', { name: 'Add hook' }).click()
  await expect(page.getByRole('heading', { name: 'Deploys' })).toBeVisible()

  await expect(page.getByText('No calls yet')).toBeVisible()
  expect(await runExample(page)).toMatchObject({ ok: true })
  await expect(textOf(reader)).toContainText('Hello from the command line')
  await expect(textOf(reader).locator('strong')).toHaveText('Hello')

  const url = await page.getByTestId('hook-url').innerText()
  const slack = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: '*1.4.2* is <https://example.com|live>' }),
  })
  expect([slack.status, await slack.text()]).toEqual([200, 'ok'])
  await expect(textOf(reader)).toContainText('1.4.2 is live')
  const refused = await fetch(url, { method: 'POST', headers: { 'content-type': 'image/png' }, body: 'x' })
  expect(refused.status).toBe(415)

  const rows = page.getByRole('row')
  await expect(rows.filter({ hasText: 'Written' })).toHaveCount(2)
  await rows.getByRole('button', { name: 'application/json' }).click()
  const panel = page.getByRole('dialog', { name: 'Call' })
  await expect(panel).toContainText('**1.4.2** is [live](https://example.com)')
  await expect(panel).toContainText('127.0.0.1')
  await page.keyboard.press('Escape')
  await expect(rows.filter({ hasText: 'image/png' })).toContainText('Refused')
  await expect(page.getByText('Last call refused')).toBeVisible()
  for (let i = 0; i < 2; i++)
    await fetch(url, { method: 'POST', headers: { 'content-type': 'image/png' }, body: 'x' })
  await expect(page.getByText('Failing')).toBeVisible()

  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText('Revoked: calls are refused.')).toBeVisible()
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(404)
  await page.getByRole('button', { name: 'New URL' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Create new URL' }).click()
  await expect(page.getByTestId('hook-url')).not.toHaveText(url)
  expect(await runExample(page)).toMatchObject({ ok: true })

  // The page refreshes by itself. If that fails, nothing that is being typed is lost.
  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit hook' })
  await edit.getByLabel('Name').fill('Deploys of the shop')
  await page.route('**/api/v1/incoming-hooks/*', (route) => route.fulfill({ status: 429, json: {} }))
  await expect(page.getByText('Something went wrong.')).toBeAttached()
  await expect(edit.getByLabel('Name')).toHaveValue('Deploys of the shop')
  await page.unrouteAll()
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'Deploys of the shop' })).toBeVisible()
})

test('a section is kept up to date by signed JSON through a template', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const markdown = '# Board\n\n## Build\n\nunknown\n\n## People\n\nAda'
  const { id } = await api(ada, 'POST', '/documents', { title: 'Board', markdown })
  await page.goto('/settings/incoming-hooks')
  await page.getByRole('button', { name: 'Add hook' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('CI')
  await form.getByLabel('Document').click()
  await page.getByRole('option', { name: 'Board' }).click()
  await form.getByLabel('Keep a section up to date').check()
  await form.getByLabel('Heading of the section').fill('Build')
  await form.getByText('Template for JSON').click()
  await form.getByLabel('Template', { exact: true }).fill('**{{build.name}}** {{build.state | default: "?"}}')
  await form.getByLabel('Sample JSON').fill('{"build":{"name":"web <b>"}}')
  await expect(form.getByTestId('template-preview')).toHaveText('web <b> ?')
  await form.getByLabel('Sample JSON').fill('{}')
  await expect(form.getByRole('status')).toContainText('build.name')
  await form.getByLabel('Require signed calls').check()
  await form.getByRole('button', { name: 'Add hook' }).click()
  await expect(page.getByText('Replaces the section “Build”')).toBeVisible()

  const url = await page.getByTestId('hook-url').innerText()
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401)
  await page.getByRole('button', { name: 'Reveal secret' }).click()
  await expect(page.getByTestId('hook-secret')).toHaveText(/^whsec_[\w+/=]{32,}$/)
  for (let i = 0; i < 2; i++) expect(await runExample(page)).toMatchObject({ ok: true })
  await open(ada, `/d/${id}`)
  await expect(textOf(page)).toContainText('some name some state')
  await expect(textOf(page)).not.toContainText('unknown')
  await expect(textOf(page).locator('h2')).toHaveText(['Build', 'People'])
})

test('a hook that comments starts a thread in the open document', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const documentUrl = await newDocument(ada, 'Plan')
  await textOf(ada.page).click()
  await ada.page.keyboard.type('The launch is in March.')
  await expect(ada.page.getByTestId('document-status')).toHaveText('Saved')
  const { url } = await api(ada, 'POST', '/incoming-hooks', {
    documentId: idOf(documentUrl),
    action: 'comment',
    name: 'Support desk',
  })
  await fetch(url, { method: 'POST', body: 'Three customers ask for the date.' })
  const margin = ada.page.getByRole('complementary', { name: 'Comments' })
  if (!(await margin.isVisible()))
    await ada.page
      .getByRole('button', { name: /comments/i })
      .first()
      .click()
  const thread = margin.getByRole('article')
  await expect(thread).toContainText('Support desk')
  await expect(thread).toContainText('Three customers ask for the date.')
  await expect(thread).not.toContainText('This text is gone.')
  await expect(textOf(ada.page).locator('.thread-mark')).toHaveText('The launch is in March.')
})

test('many hooks can be filtered by status, and shown in full again', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id: documentId } = await api(ada, 'POST', '/documents', { title: 'Log' })
  const hooks: { id: string; url: string }[] = []
  for (let number = 1; number <= 11; number++)
    hooks.push(
      await api(ada, 'POST', '/incoming-hooks', { documentId, action: 'append', name: `Shop ${number}` }),
    )
  const [refusing, revoked] = hooks
  await fetch(refusing?.url ?? '', { method: 'POST', headers: { 'content-type': 'image/png' }, body: 'x' })
  await api(ada, 'POST', `/incoming-hooks/${revoked?.id}/revoke`)

  await page.goto('/settings/incoming-hooks')
  const rows = page.getByRole('main').getByRole('listitem')
  await expect(rows).toHaveCount(11)
  const status = page.getByLabel('Show hooks')
  // A status that no hook has is not offered.
  await expect(status.getByRole('option')).toHaveText(['All', 'Revoked', 'Last call refused', 'Active'])
  await status.selectOption('Active')
  await expect(rows).toHaveCount(9)
  await status.selectOption('Last call refused')
  await expect(rows).toHaveText(/Shop 1.*Last call refused/)

  await page.getByLabel('Find a hook').fill('2')
  await expect(page.getByText('Nothing has “2” in it among “Last call refused”')).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(rows).toHaveCount(11)

  await status.selectOption('Revoked')
  await expect(rows).toHaveText(/Shop 2.*Revoked/)
  // The page refreshes by itself: another admin has deleted the only one.
  await api(ada, 'DELETE', `/incoming-hooks/${revoked?.id}`)
  await expect(page.getByText('There are none left')).toBeVisible()
  await expect(status).toHaveValue('revoked')
  await status.selectOption('All')
  await expect(rows).toHaveCount(10)
})
