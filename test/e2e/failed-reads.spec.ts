/** Data that could not be read are never shown as empty, and are read on the next request. */
import { expect, type Page } from '@playwright/test'
import { api, newDocument, open, signUp } from './people.ts'
import { test } from './test.ts'

/** Refuses requests to this path, as a proxy that limits rates does, until the returned function is called. */
async function refuse(page: Page, path: RegExp): Promise<() => Promise<void>> {
  await page.route(path, (route) => route.fulfill({ status: 429, json: {} }))
  return () => page.unroute(path)
}

const FAILURE = 'Something went wrong. Try again.'
const ENDPOINT = { url: 'https://hooks.invalid/', eventTypes: ['document.created'] }

test('⌘K says so when a search failed, and searches again on request', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await api(ada, 'POST', '/documents', { title: 'Roadmap' })
  await refuse(page, /\/document-tree/)
  const goOn = await refuse(page, /\/documents\?limit=8/)
  await page.goto('/')
  await expect(page.getByRole('main').getByRole('link', { name: 'Roadmap' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('road')
  const palette = page.getByRole('dialog', { name: 'Search or jump to' })
  await expect(palette.getByRole('alert')).toContainText(FAILURE)
  await expect(palette.getByText('Nothing matches.')).toBeHidden()
  await goOn()
  // The field has the focus again when the button is gone: what is typed next goes there.
  await page.keyboard.press('Tab')
  await expect(palette.getByRole('button', { name: 'Try again' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(palette.getByRole('option', { name: 'Roadmap' })).toBeVisible()
  await expect(palette.getByRole('combobox')).toBeFocused()
})

test('a list of choices says that it is loading, or that it could not be read, and a key loads it again', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Roadmap')
  const share = await refuse(page, /\/members/)
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await dialog.getByPlaceholder('Name or e-mail').fill('Jo')
  await expect(dialog.getByRole('alert')).toContainText(FAILURE)
  await share()
  await dialog.getByRole('button', { name: 'Try again' }).press('Enter')
  await expect(dialog.getByText('Nobody else in the workspace')).toBeVisible()

  await page.goto('/settings/incoming-hooks')
  await page.getByRole('button', { name: 'Add hook' }).click()
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  await page.route(/\/documents\?limit=20/, async (route) => {
    await answered
    await route.fulfill({ status: 429, json: {} })
  })
  await page.getByRole('dialog').getByLabel('Document').click()
  const choices = page.getByRole('listbox')
  await expect(page.getByText('Loading…')).toBeVisible()
  answer()
  await expect(page.getByRole('alert').filter({ hasText: FAILURE })).toBeVisible()
  await page.unrouteAll()
  await page.getByRole('combobox', { name: 'Search by title' }).press('Tab')
  await page.keyboard.press('Enter')
  await expect(choices.getByRole('option', { name: 'Roadmap' })).toBeVisible()

  await page.goto('/settings/webhooks')
  await page.getByRole('button', { name: 'Add endpoint' }).click()
  await page.getByRole('dialog').getByText('Filters', { exact: true }).click()
  await refuse(page, /\/documents\?limit=20/)
  await page.getByRole('button', { name: 'Add a document' }).click()
  await expect(page.getByRole('alert').filter({ hasText: FAILURE })).toBeVisible()
  await page.unrouteAll()
  await page.getByRole('combobox', { name: 'Search by title' }).press('Tab')
  await page.keyboard.press('Enter')
  await expect(choices.getByRole('option', { name: 'Roadmap' })).toBeVisible()
})

test('comments still loading are not shown as none, and those that one may not see are not requested again', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'Roadmap', markdown: 'One line' })
  await api(ada, 'POST', `/documents/${id}/threads`, { body: 'Is it so?' })
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  await page.route('**/threads', async (route) => {
    await answered
    await route.continue()
  })
  await open(ada, `/d/${id}`)
  await page.getByRole('button', { name: /^Comments/ }).click()
  const margin = page.getByRole('complementary', { name: 'Comments' })
  await expect(margin.getByRole('tab', { name: 'Open' })).toBeVisible()
  await expect(margin.getByText('Select some text')).toBeHidden()
  answer()
  await expect(margin.getByText('Is it so?')).toBeVisible()

  await page.unrouteAll()
  await page.route('**/threads', (route) => route.fulfill({ status: 403, json: { detail: 'Not for you.' } }))
  await page.reload()
  await page.getByRole('button', { name: /^Comments/ }).click()
  await expect(margin.getByRole('alert')).toContainText('Not for you.')
  await expect(margin.getByRole('button', { name: 'Try again' })).toBeHidden()
})

test('the page of an endpoint reads its secret, a count and its operations again on request', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/webhook-endpoints', ENDPOINT)
  await api(ada, 'POST', `/webhook-endpoints/${id}/replay`, { since: new Date(0).toISOString(), types: [] })
  const goOn = await refuse(page, /\/(operations|secret|count)$/)
  await page.goto(`/settings/webhooks/${id}`)
  const main = page.getByRole('main')
  await main.getByRole('button', { name: 'Reveal secret' }).click()
  await expect(main.getByRole('alert').filter({ hasText: FAILURE })).toHaveCount(2)
  await page.getByRole('button', { name: 'Resend or cancel' }).click()
  await page.getByRole('menuitem', { name: 'Replay events' }).click()
  const dialog = page.getByRole('dialog', { name: 'Replay events' })
  await expect(dialog.getByRole('alert')).toContainText(FAILURE)
  await goOn()
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await expect(dialog.getByText('No events in this period.')).toBeVisible()
  await page.keyboard.press('Escape')
  await main.getByRole('button', { name: 'Try again' }).first().click()
  await expect(page.getByTestId('webhook-secret')).toHaveText(/^whsec_\w/)
  await main.getByRole('button', { name: 'Try again' }).click()
  await expect(main.getByText('Changes to many deliveries')).toBeVisible()
})

test('event types and formats that could not be read are said to be missing, and are read again on request', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/webhook-endpoints', ENDPOINT)
  const goOn = await refuse(page, /\/(event-types|webhook-formats)$/)
  await page.goto(`/settings/webhooks/${id}`)
  const main = page.getByRole('main')
  const missing = `The event types could not be loaded. ${FAILURE}`
  await expect(main.getByRole('alert').filter({ hasText: missing })).toHaveCount(1)
  const types = main.getByRole('combobox', { name: 'Type of the test event' })
  await expect(types.getByRole('option')).toHaveCount(1)
  await goOn()
  await main.getByRole('button', { name: 'Try again' }).click()
  await expect(types.getByRole('option', { name: 'comment.created' })).toBeAttached()
  await expect(
    main.getByRole('combobox', { name: 'Show events' }).getByRole('option', { name: 'comment.created' }),
  ).toBeAttached()
  await expect(main.getByRole('alert')).toHaveCount(0)

  const dialog = page.getByRole('dialog')
  const again = await refuse(page, /\/webhook-formats$/)
  await page.reload()
  await page.getByRole('button', { name: 'Edit' }).click()
  await dialog.getByText('Format', { exact: true }).first().click()
  await expect(dialog.getByRole('alert')).toContainText(`The formats could not be loaded. ${FAILURE}`)
  // A function has no list to choose from.
  await dialog.getByText('A function of your own').click()
  await expect(dialog.getByRole('alert')).toHaveCount(0)
  await dialog.getByText('A format', { exact: true }).click()
  await again()
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await expect(
    dialog.getByRole('combobox', { name: 'Format' }).getByRole('option', { name: 'Slack' }),
  ).toBeAttached()
})

test('the form of a new endpoint says which of its lists could not be read', async ({ browser }) => {
  const { page } = await signUp(browser, 'Ada')
  await refuse(page, /\/(event-types|webhook-presets)$/)
  await page.goto('/settings/webhooks')
  await page.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toHaveText([
    new RegExp(`^The systems to send to could not be loaded\\. ${FAILURE}`),
    new RegExp(`^The event types could not be loaded\\. ${FAILURE}`),
  ])
})

test('a pending change of e-mail that could not be read is not shown as none, and is read again on request', async ({
  browser,
}) => {
  const { page } = await signUp(browser, 'Ada')
  const goOn = await refuse(page, /\/pending-email-change$/)
  await page.goto('/settings/account')
  const main = page.getByRole('main')
  await expect(main.getByRole('alert')).toContainText(
    `We couldn’t check for a pending change of e-mail. ${FAILURE}`,
  )
  await goOn()
  await page.route(/\/pending-email-change$/, (route) =>
    route.fulfill({ json: { email: 'ada@example.com', askedAt: new Date().toISOString() } }),
  )
  await main.getByRole('button', { name: 'Try again' }).click()
  await expect(main.getByText('Not confirmed yet')).toBeVisible()
  await expect(main.getByRole('alert')).toHaveCount(0)
})
