/** The options of an endpoint, and what can be done with its deliveries. */
import { expect, type Page } from '@playwright/test'
import { Webhook } from 'standardwebhooks'
import { api, idOf, newDocument, signUp, textOf } from './people.ts'
import { type Received, type Receiver, startReceiver } from './receiver.ts'
import { test } from './test.ts'

let receiver: Receiver
test.beforeEach(async () => {
  receiver = await startReceiver()
})
test.afterEach(() => receiver.close())

async function openForm(page: Page) {
  await page.goto('/settings/webhooks')
  await page.getByRole('button', { name: 'Add endpoint' }).click()
  return page.getByRole('dialog')
}

async function revealSecret(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Reveal secret' }).click()
  await expect(page.getByTestId('webhook-secret')).toHaveText(/^whsec_[\w+/=]{32,}$/)
  return await page.getByTestId('webhook-secret').innerText()
}

test('the documents of a filter are taken away by their names', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const documentIds: string[] = []
  for (const title of ['Launch plan', 'Budget'])
    documentIds.push((await api(ada, 'POST', '/documents', { title })).id)
  const endpoint = { url: receiver.url, eventTypes: ['document.*'], filters: { documentIds } }
  const { id } = await api(ada, 'POST', '/webhook-endpoints', endpoint)
  await page.goto(`/settings/webhooks/${id}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  const form = page.getByRole('dialog')
  await form.locator('summary', { hasText: 'Filters' }).click()
  await form.getByRole('button', { name: 'Remove Launch plan' }).click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toBeHidden()
  const { filters } = await api(ada, 'GET', `/webhook-endpoints/${id}`)
  expect(filters.documentIds).toEqual([documentIds[1]])
})

test('a receiver that is overloaded is not said to complain about requests', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  receiver.answerWith(502)
  const { id } = await api(ada, 'POST', '/webhook-endpoints', {
    url: receiver.url,
    eventTypes: ['document.created'],
  })
  await api(ada, 'POST', '/documents', { title: 'Launch plan' })
  await page.goto(`/settings/webhooks/${id}`)
  await expect(page.getByText('It answered that it cannot take more at the moment.')).toBeVisible()
})

test('a Slack channel gets the events of one document only, in Block Kit', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const url = await newDocument(ada, 'Launch plan')
  await api(ada, 'POST', '/documents', { title: 'Something else' })

  const form = await openForm(page)
  await form.getByRole('radio', { name: 'Slack' }).check()
  await expect(form.getByLabel('URL')).toHaveAttribute('placeholder', /hooks\.slack\.com/)
  await expect(form.getByText('How to set it up: Slack')).toBeVisible()
  await form.getByLabel('URL').fill(receiver.url)
  await form.getByLabel('Description').fill('#launch')
  // By default a channel gets the saves of a quarter of an hour together. This one gets each of them.
  const delivery = form.locator('summary', { hasText: 'Delivery' })
  await expect(delivery).toContainText('At most one save per 15 minutes')
  await delivery.click()
  await form.getByLabel('Saves of a document').selectOption('Each save')
  await form.locator('summary', { hasText: 'Filters' }).click()
  await form.getByRole('button', { name: 'Add a document' }).click()
  await page.getByRole('combobox', { name: 'Search by title' }).fill('launch')
  await page.getByRole('option', { name: 'Launch plan' }).click()
  await form.locator('summary', { hasText: 'Filters' }).click()
  await expect(form.locator('summary', { hasText: 'Filters' })).toContainText('1 document')
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(page.getByRole('heading', { name: '#launch' })).toBeVisible()
  await expect(page.getByRole('definition').filter({ hasText: 'Launch plan' })).toBeVisible()
  await expect(page.getByRole('definition').filter({ hasText: 'Slack' })).toBeVisible()
  // Slack verifies no signatures, so the page does not offer the secret.
  await expect(page.getByRole('button', { name: 'Reveal secret' })).toBeHidden()
  const endpointUrl = page.url()
  receiver.verifyWith((await api(ada, 'GET', `/webhook-endpoints/${idOf(endpointUrl)}/secret`)).secret)

  await api(ada, 'POST', '/documents', { title: 'A third one' })
  await page.goto(url)
  await textOf(page).click()
  await page.keyboard.type('The launch is on 3 March.')
  const { body } = await receiver.waitFor((received) => received.body.includes('The launch is on'))
  const message = JSON.parse(body)
  expect(message.blocks).toContainEqual(expect.objectContaining({ type: 'section' }))
  expect(body).toContain(idOf(url))
  expect(receiver.received.every((received) => received.body.includes('Launch plan'))).toBe(true)

  await page.goto(endpointUrl)
  await page.getByRole('row').nth(1).getByRole('button').click()
  const panel = page.getByRole('dialog')
  await expect(panel).toContainText(`POST ${receiver.url}`)
  await expect(panel.getByText('"text": "Ada edited Launch plan"')).toBeVisible()
})

test('a function sends what its preview showed; errors of the server open their section', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await api(ada, 'POST', '/documents', { title: 'Tried on' })
  const form = await openForm(page)
  await form.getByLabel('URL').fill(receiver.url)
  await form.getByLabel('Description').fill('Ticker')
  await form.locator('summary', { hasText: 'Format' }).click()
  await form.getByRole('radio', { name: 'A function of your own' }).check()
  const code = form.getByLabel('Function', { exact: true })
  const preview = form.getByTestId('request-preview')
  const happened = form.locator('optgroup[label="Happened in this workspace"] option')
  await expect(happened.filter({ hasText: 'document.created' })).toHaveCount(1)
  await form.getByLabel('Event of the preview').selectOption('document.renamed')
  await code.fill("(event) => { throw new Error('not yet') }")
  await expect(preview).toContainText('not yet')
  await code.fill(`(event) => {
    console.log('seen', event.type)
    return { method: 'PUT', headers: { 'x-kind': event.type }, body: { who: event.actor.name, what: event.type } }
  }`)
  await expect(preview).toContainText('PUT')
  await expect(preview).toContainText('x-kind: document.renamed')
  await expect(preview).toContainText('seen document.renamed')
  await expect(form.getByTestId('preview-body')).toContainText('"what": "document.renamed"')

  await form.locator('summary', { hasText: 'Security' }).click()
  await form.getByRole('button', { name: 'Add a secret' }).click()
  await form.getByLabel('Name', { exact: true }).fill('API_TOKEN')
  await form.getByLabel('Value', { exact: true }).fill('schlüssel')
  await form.locator('summary', { hasText: 'Security' }).click()
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(form.getByText('visible ASCII characters')).toBeVisible()
  await form.getByLabel('Value', { exact: true }).fill('s3cret')
  await form.getByRole('button', { name: 'Add a header' }).click()
  await form.getByLabel('Header name').fill('x-token')
  await form.getByLabel('Header value').fill('{{secret.API_TOKEN}}')
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(page.getByRole('heading', { name: 'Ticker' })).toBeVisible()
  await expect(page.getByText('10 attempts over 3 days')).toContainText('default')
  receiver.verifyWith(await revealSecret(page))

  const { id } = await api(ada, 'POST', '/documents', { title: 'Draft' })
  await api(ada, 'PATCH', `/documents/${id}`, { title: 'Final' })
  const received = await receiver.waitFor(({ body }) => body.includes('document.renamed'))
  expect(JSON.parse(received.body)).toEqual({ who: 'Ada', what: 'document.renamed' })
  expect(received.headers).toMatchObject({ 'x-kind': 'document.renamed', 'x-token': 's3cret' })

  // The real event can now be previewed, and the stored secret is not shown again.
  await page.getByRole('button', { name: 'Edit' }).click()
  await form.locator('summary', { hasText: 'Format' }).click()
  await expect(form.getByTestId('preview-body')).toContainText('"who": "Ada"')
  await form.locator('summary', { hasText: 'Security' }).click()
  await expect(form.getByLabel('Value', { exact: true })).toHaveValue('••••••••••••')
  // Nor is it sent to another host: the form asks for it again, and it can be typed at once.
  await form.getByLabel('URL').fill('https://elsewhere.example.com/')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText('leads to another host')).toBeVisible()
  await expect(form.getByLabel('Value', { exact: true })).toBeFocused()
  await page.keyboard.type('another')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toBeHidden()
  await expect(page.getByText('https://elsewhere.example.com/')).toBeVisible()
})

test('while a secret is rotated the old and the new one verify', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const endpoint = { url: receiver.url, eventTypes: ['comment.*'], description: 'CRM' }
  const { id, secret: before } = await api(ada, 'POST', '/webhook-endpoints', endpoint)
  await page.goto(`/settings/webhooks/${id}`)
  // The endpoint was made by the API without a retry schedule: the page shows the one that the API sets as the default.
  await expect(page.getByText('10 attempts over 3 days')).toContainText('default')
  const rotate = async (overlap: string) => {
    const shown = await page.getByTestId('webhook-secret').innerText()
    await page.getByRole('button', { name: 'Rotate' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Keep the old secret valid').selectOption({ label: overlap })
    await dialog.getByRole('button', { name: 'Create new secret' }).click()
    await expect(page.getByTestId('webhook-secret')).not.toHaveText(shown)
    await expect(page.getByTestId('webhook-secret')).not.toContainText('•')
    return await page.getByTestId('webhook-secret').innerText()
  }
  const sendTest = async (secret: string) => {
    receiver.verifyWith(secret)
    const many = receiver.received.length
    await page.getByRole('button', { name: 'Send test event' }).click()
    return await receiver.waitFor((received) => receiver.received.indexOf(received) >= many)
  }
  const verifies = (secret: string, { body, headers }: Received) => {
    try {
      new Webhook(secret).verify(body, headers as Record<string, string>) // these three are single values
      return true
    } catch {
      return false
    }
  }

  const elsewhere = await ada.context.newPage()
  await elsewhere.goto(page.url())
  await elsewhere.getByRole('button', { name: 'Reveal secret' }).click()
  await expect(elsewhere.getByTestId('webhook-secret')).toHaveText(before)

  await page.bringToFront()
  const second = await rotate('For 24 hours')
  await expect(page.getByTestId('previous-secret')).toContainText(
    'signed with the previous secret too, until',
  )
  const during = await sendTest(second)
  expect([before, second].map((secret) => verifies(secret, during))).toEqual([true, true])

  const third = await rotate('Not at all (it leaked)')
  // A page that shows the secret does not go on showing an old one as the current one.
  await expect(elsewhere.getByTestId('webhook-secret')).toHaveText(third)
  await expect(page.getByTestId('previous-secret')).toBeHidden()
  const after = await sendTest(third)
  expect([before, second, third].map((secret) => verifies(secret, after))).toEqual([false, false, true])
})

test('failed deliveries are counted, and sent again when the receiver is back', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const endpoint = { url: receiver.url, eventTypes: ['document.created'], retrySchedule: [0] }
  const { id, secret } = await api(ada, 'POST', '/webhook-endpoints', endpoint)
  receiver.verifyWith(secret)
  receiver.answerWith(500, 500, 500)
  for (const title of ['One', 'Two', 'Three']) await api(ada, 'POST', '/documents', { title })
  await page.goto(`/settings/webhooks/${id}`)
  const rows = page.getByRole('row').filter({ hasText: 'document.created' })
  await expect(rows.filter({ hasText: 'Failed' })).toHaveCount(3)
  const banner = page.getByRole('status').filter({ hasText: 'Nothing has arrived since' })
  await expect(banner).toContainText('3 deliveries were given up.')
  await expect(banner).not.toContainText('retried')
  await banner.getByRole('button', { name: 'Send them again' }).click()
  await expect(page.getByTestId('operation-count')).toHaveText('3 failed deliveries.')
  await page.keyboard.press('Escape')
  const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']))

  await page.getByRole('button', { name: 'Resend' }).click()
  await page.getByRole('menuitem', { name: 'Recover failed deliveries' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Last hour' }).click()
  await expect(dialog.getByTestId('operation-count')).toHaveText('3 failed deliveries.')
  await dialog.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByTestId('operation')).toContainText('3 of 3')
  await expect(page.getByTestId('operation')).toContainText('Done')
  await expect(rows.filter({ hasText: 'Delivered' })).toHaveCount(3)
  expect(receiver.received.map(({ status }) => status)).toEqual([500, 500, 500, 204, 204, 204])
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(ids)

  await page.getByLabel('Show deliveries').selectOption('Failed')
  await expect(page.getByText('No deliveries match')).toBeVisible()
})

test('a delivery that no longer waits is not counted as waiting, however long the count takes', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const endpoint = { url: receiver.url, eventTypes: ['document.created'], retrySchedule: [0, 3600] }
  const { id, secret } = await api(ada, 'POST', '/webhook-endpoints', endpoint)
  receiver.verifyWith(secret)
  receiver.answerWith(500)
  await api(ada, 'POST', '/documents', { title: 'One' })
  await page.route('**/cancel/count', async (route) => {
    const response = await route.fetch()
    await new Promise((done) => setTimeout(done, 3000))
    await route.fulfill({ response })
  })
  await page.goto(`/settings/webhooks/${id}`)
  const banner = page.getByRole('status').filter({ hasText: 'Nothing has arrived since' })
  await expect(banner).toContainText('1 delivery is waiting')
  await api(ada, 'POST', `/webhook-endpoints/${id}/cancel`, {})
  await expect(page.getByTestId('operation')).toContainText('Done')
  await expect(banner).not.toContainText('waiting')
})

test('a disabled endpoint is enabled and gets what it missed', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const endpoint = { url: receiver.url, eventTypes: ['document.created'], description: 'Intranet' }
  const { id, secret } = await api(ada, 'POST', '/webhook-endpoints', endpoint)
  receiver.verifyWith(secret)
  receiver.answerWith(410)
  await api(ada, 'POST', '/documents', { title: 'Refused' })
  await expect.poll(async () => (await api(ada, 'GET', `/webhook-endpoints/${id}`)).status).toBe('disabled')
  await page.goto('/settings/webhooks')
  await expect(page.getByText('Intranet is disabled')).toBeVisible()
  await api(ada, 'POST', '/documents', { title: 'Meanwhile' })
  await page.goto(`/settings/webhooks/${id}`)
  await expect(page.getByText('It answered 410 Gone')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send test event' })).toBeDisabled()
  await page.getByRole('button', { name: 'Enable and replay missed events' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByTestId('operation-count')).toHaveText('Up to 2 events.')
  await dialog.getByRole('button', { name: 'Replay' }).click()
  await receiver.waitFor(({ body, status }) => status === 204 && body.includes('Refused'))
  await receiver.waitFor(({ body, status }) => status === 204 && body.includes('Meanwhile'))
  await expect(page.getByTestId('operation')).toContainText('Done')
})

test('the page shows how far putting waiting deliveries in order is, and how it ends', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const endpoint = { url: receiver.url, eventTypes: ['document.created'], ordered: true }
  const { id } = await api(ada, 'POST', '/webhook-endpoints', endpoint)
  const operation = {
    id: '01a22a6b-a527-7ee9-8031-a682e01d1221',
    endpointId: id,
    kind: 'order',
    parameters: { until: new Date().toISOString(), types: [] },
    status: 'running',
    total: 482_133,
    done: 121_500,
    error: null,
    createdBy: { type: 'user', id: null, name: 'Ada' },
    createdAt: new Date().toISOString(),
    finishedAt: null,
  }
  // As with very many waiting deliveries. What the worker then does is tested without a browser.
  await page.route(`**/webhook-endpoints/${id}/operations`, (route) =>
    route.fulfill({ json: { items: [operation] } }),
  )
  await page.goto(`/settings/webhooks/${id}`)
  const shown = page.getByTestId('operation')
  await expect(shown).toContainText('121,500 of 482,133')
  await expect(shown).toContainText('Nothing is sent until the waiting deliveries are in order.')
  await expect(shown.getByRole('progressbar')).toHaveAccessibleName('Put in order: 121500 of 482133')
  // It cannot be stopped by itself, since half in order is no order: it ends when the order is switched off.
  await expect(shown.getByRole('button', { name: 'Stop' })).toBeHidden()
  Object.assign(operation, { status: 'done', done: 482_000, finishedAt: new Date().toISOString() })
  await expect(shown).toContainText('482,000 of 482,133 (the rest had ended, or was cancelled)')
  await expect(shown).toContainText('Done')
  await expect(shown.getByRole('progressbar')).toBeHidden()
})

test('a preset fills in the form and says what is left to do', async ({ browser }) => {
  const { page } = await signUp(browser, 'Ada')
  const form = await openForm(page)
  await form.getByRole('radio', { name: 'GitHub workflow' }).check()
  await expect(form.getByLabel('URL')).toHaveValue(/api\.github\.com\/repos\/YOUR-OWNER/)
  await expect(form.getByText('Replace YOUR-OWNER in the address')).toBeVisible()
  await expect(form.getByText('Fine-grained tokens')).toBeVisible()
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(form.getByText('Enter the value.')).toBeVisible()
  await expect(form.getByLabel('Token', { exact: true })).toBeFocused()

  // Another choice undoes what this one filled in.
  await form.getByRole('radio', { name: 'Discord' }).check()
  await expect(form.getByLabel('URL')).toHaveValue('')
  await expect(form.getByLabel('Token', { exact: true })).toBeHidden()
  await expect(form.locator('summary', { hasText: 'Format' })).toContainText('Discord')
  await expect(form.getByLabel('Document opened')).not.toBeChecked()
  await expect(form.getByLabel('Comment written')).toBeChecked()
  await form.getByRole('radio', { name: 'A program of your own' }).check()
  await expect(form.getByLabel('Document opened')).toBeChecked()
  await expect(form.locator('summary', { hasText: 'Delivery' })).toContainText('Each save')
  // All that the choices filled in is undone: the form asks only about what was typed.
  await form.getByLabel('Description').fill('Ours')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Leave without saving?')).toBeVisible()
  await page.getByRole('button', { name: 'Leave' }).click()
  await expect(form).toBeHidden()
})

test('a consumer of the stream has a page of its own kind', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.goto('/')
  const stream = await page.evaluate(async () => {
    const source = new EventSource('/api/v1/events/stream?consumer=warehouse&types=document.*')
    await new Promise((opened) => source.addEventListener('open', opened))
    source.close()
    return source.readyState
  })
  expect(stream).toBe(2)
  await page.goto('/settings/webhooks')
  await expect(page.getByRole('heading', { name: 'Stream consumers' })).toBeVisible()
  await page.getByRole('link', { name: 'warehouse' }).click()
  await expect(page.getByRole('heading', { name: 'warehouse' })).toBeVisible()
  await expect(page.getByText('Last seen')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Reveal secret' })).toBeHidden()
  await expect(page.getByRole('button', { name: 'Resend' })).toBeHidden()
})
