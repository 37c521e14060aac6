import { expect } from '@playwright/test'
import { api, newDocument, type Person, selectStart, signUp, statusOf, textOf } from './people.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { test } from './test.ts'

let receiver: Receiver
test.beforeEach(async () => {
  receiver = await startReceiver()
})
test.afterEach(() => receiver.close())

/** Makes an endpoint that sends to the receiver, and opens its page. @returns its id. */
async function openEndpoint(person: Person, settings: object): Promise<string> {
  const { id, secret } = await api(person, 'POST', '/webhook-endpoints', { url: receiver.url, ...settings })
  receiver.verifyWith(secret)
  await person.page.goto(`/settings/webhooks/${id}`)
  return id
}

test('an admin adds an endpoint; a stranger’s receiver verifies everything that happens', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.goto('/settings/webhooks')
  await page.getByRole('button', { name: 'Add endpoint' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('URL').fill('not an address')
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(form.getByText('Enter the whole address')).toBeVisible()
  await form.getByLabel('URL').fill('http://10.1.2.3/hook')
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(form.getByRole('alert')).toContainText('10.1.2.3')
  await form.getByLabel('URL').fill(receiver.url)
  await form.getByLabel('Description').fill('CRM')
  await form.getByLabel('Everything, including events added later').check()
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await expect(page.getByRole('heading', { name: 'CRM' })).toBeVisible()

  await page.getByRole('button', { name: 'Reveal secret' }).click()
  await expect(page.getByTestId('webhook-secret')).toHaveText(/^whsec_[\w+/=]{32,}$/)
  receiver.verifyWith(await page.getByTestId('webhook-secret').innerText())

  receiver.answerWith(500, 500)
  await page.getByRole('button', { name: 'Send test event' }).click()
  const rows = page.getByRole('row').filter({ hasText: 'document.saved' })
  await expect(rows.filter({ hasText: 'Retrying' })).toBeVisible()
  const endpointUrl = page.url()

  await newDocument(ada, 'Plan')
  await page.getByLabel('Title', { exact: true }).fill('Launch plan')
  await textOf(page).click()
  await page.keyboard.type('The launch is on 3 March.')
  const is = (type: string) => (received: Receiver['received'][number]) => received.event?.type === type
  await receiver.waitFor(is('document.created'))
  const saved = await receiver.waitFor(
    // The sample sent as a test is of this type too, with other writers.
    ({ event }) => event?.type === 'document.saved' && JSON.stringify(event.data.editors).includes('"Ada"'),
  )
  expect(saved.event?.data).toMatchObject({
    document: { title: 'Launch plan' },
    editors: [{ name: 'Ada' }],
    words: { total: 6 },
    blocks: [{ after: 'The launch is on 3 March.' }],
  })
  await receiver.waitFor(is('document.renamed'))

  await selectStart(page, 10)
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await page.getByLabel('Write a comment').fill('Confirmed?')
  const margin = page.getByRole('complementary', { name: 'Comments' })
  await margin.getByRole('button', { name: 'Comment', exact: true }).click()
  const commented = await receiver.waitFor(is('comment.created'))
  expect(commented.event?.data).toMatchObject({
    comment: { body: 'Confirmed?' },
    thread: { quote: 'The launch' },
  })
  await margin.getByRole('button', { name: 'Resolve' }).click()
  await receiver.waitFor(is('thread.resolved'))
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'New link' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Make a link' }).click()
  await receiver.waitFor(is('share_link.created'))
  await page.keyboard.press('Escape')
  await expect(statusOf(page)).toHaveText('Saved')
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Move to trash' }).click()
  await receiver.waitFor(is('document.trashed'))
  await page.getByRole('button', { name: 'Undo' }).click()
  await receiver.waitFor(is('document.restored'))

  await page.goto(endpointUrl)
  await expect(page.getByRole('row').filter({ hasText: 'comment.created' })).toContainText(
    'Launch plan · Ada',
  )
  await page.getByRole('button', { name: 'comment.created' }).click()
  // The panel has its own address.
  await expect(page).toHaveURL(/delivery=/)
  await page.reload()
  const panel = page.getByRole('dialog')
  await expect(panel.getByText('1 attempt')).toBeVisible()
  await expect(panel).toContainText('webhook-signature: v1,')
  await expect(panel).toContainText('"body": "Confirmed?"')
  const before = receiver.received.length
  await panel.getByRole('button', { name: 'Send again' }).click()
  await expect(panel.getByText('2 attempts')).toBeVisible()
  const again = receiver.received.slice(before).find(is('comment.created'))
  expect(again?.headers['webhook-id']).toBe(commented.headers['webhook-id'])
})

test('500 twice and then 200 arrives by retry, with the same id; the page follows live', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  // The default schedule waits minutes. This endpoint's is set to seconds by the API.
  await openEndpoint(ada, { eventTypes: ['document.created'], retrySchedule: [0, 1, 1] })
  receiver.answerWith(500, 500, 200)
  await expect(page.getByText('Nothing sent yet')).toBeVisible()
  await ada.context.request.post('/api/v1/documents', { data: { title: 'Retry me' } })
  const row = page.getByRole('row').filter({ hasText: 'document.created' })
  await expect(row).toContainText('Retrying')
  await expect(row).toContainText('Delivered', { timeout: 15_000 })
  expect(receiver.received.map(({ status }) => status)).toEqual([500, 500, 200])
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(receiver.received.every(({ event }) => event?.type === 'document.created')).toBe(true)
  await row.getByRole('button').click()
  await expect(page.getByRole('dialog').getByText('3 attempts')).toBeVisible()
})

test('an endpoint is edited, paused, resumed and deleted', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const id = await openEndpoint(ada, { eventTypes: ['comment.*'], description: 'Old name' })
  await page.getByRole('button', { name: 'Edit' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Description').fill('New name')
  await form.getByLabel('Document created').check()
  await form.locator('summary', { hasText: 'Security' }).click()
  await form.getByRole('button', { name: 'Add a header' }).click()
  await form.getByLabel('Header name').fill('x-team')
  await form.getByLabel('Header value').fill('docs')
  // A colleague's change made while the form is open is kept.
  await api(ada, 'PATCH', `/webhook-endpoints/${id}`, { timeoutMs: 7000 })
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'New name' })).toBeVisible()
  expect(await api(ada, 'GET', `/webhook-endpoints/${id}`)).toMatchObject({ timeoutMs: 7000 })

  // As in a browser that believes to be offline while its server is on the same machine.
  await page.evaluate(() => window.dispatchEvent(new Event('offline')))
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText('Paused. Events are kept')).toBeVisible()
  await ada.context.request.post('/api/v1/documents', { data: { title: 'Meanwhile' } })
  await expect(page.getByRole('row').filter({ hasText: 'document.created' })).toContainText('Pending')
  expect(receiver.received).toHaveLength(0)
  await page.getByRole('button', { name: 'Resume' }).click()
  const received = await receiver.waitFor(({ event }) => event?.type === 'document.created')
  expect(received.headers['x-team']).toBe('docs')
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: 'Delete “New name”?' })).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('Let your other systems know')).toBeVisible()
})

for (const width of [1440, 390])
  test(`the form of a new endpoint stands still while what it offers loads, at ${width} pixels`, async ({
    browser,
  }) => {
    const { page } = await signUp(browser, 'Ada')
    await page.setViewportSize({ width, height: 900 })
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/api/v1/webhook-presets', async (route) => {
      await mayGoOn
      await route.continue()
    })
    await page.goto('/settings/webhooks')
    await page.getByRole('button', { name: 'Add endpoint' }).click()
    const form = page.getByRole('dialog')
    const top = async () => (await form.getByLabel('URL').boundingBox())?.y ?? 0
    // It comes in from the side.
    await form.evaluate((dialog) => Promise.all(dialog.getAnimations().map(({ finished }) => finished)))
    const before = await top()
    goOn()
    await expect(form.getByRole('radio', { name: 'Zapier' })).toBeVisible()
    expect(Math.abs((await top()) - before)).toBeLessThan(3)
  })

test('a long URL is shortened on screen and copied in full; the form’s button is at the panel’s lower edge', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  const url = `https://example.com/${'hook/'.repeat(390)}`
  const { id } = await api(ada, 'POST', '/webhook-endpoints', { url, eventTypes: ['*'] })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.setViewportSize({ width: 390, height: 1600 })
  await page.goto(`/settings/webhooks/${id}`)
  const address = page.getByTitle(url)
  await expect(address).toBeVisible()
  expect((await address.boundingBox())?.height).toBeLessThan(60)
  await page.getByRole('button', { name: 'Copy URL' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url)

  await page.getByRole('button', { name: 'Edit' }).click()
  const save = page.getByRole('dialog', { name: 'Edit endpoint' }).getByRole('button', { name: 'Save' })
  await expect.poll(async () => 1600 - ((await save.boundingBox())?.y ?? 0)).toBeLessThan(90)
})

test('the URL of an endpoint is under its name if its buttons have no room beside it', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/webhook-endpoints', {
    url: 'https://example.com/hook',
    eventTypes: ['*'],
    description: 'CRM',
  })
  await page.goto(`/settings/webhooks/${id}`)
  const address = page.getByText('https://example.com/hook', { exact: true })
  const edit = page.getByRole('button', { name: 'Edit' })
  const below = async () => ((await address.boundingBox())?.y ?? 0) > ((await edit.boundingBox())?.y ?? 0)
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect.poll(below).toBe(true)
  for (const width of [720, 640, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await expect.poll(below).toBe(false)
  }
})
