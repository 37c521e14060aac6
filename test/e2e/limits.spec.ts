/** What people see who meet a limit of the sync server, and how they get on. The product has small limits here. */
import { expect } from '@playwright/test'
import {
  api,
  idOf,
  invitationLink,
  newDocument,
  open,
  type Person,
  signUp,
  statusOf,
  textOf,
} from './people.ts'
import { type Product, startProduct } from './start-product.ts'
import { test } from './test.ts'

let product: Product

test.beforeAll(async () => {
  test.setTimeout(300_000)
  product = await startProduct('limited-product', {
    COLLAB_MAX_DOCUMENT_BYTES: '100000',
    COLLAB_MAX_FRAME_BYTES: '60000',
    COLLAB_MAX_CONNECTIONS_PER_DOCUMENT: '2',
    COLLAB_MAX_CONNECTIONS_PER_PERSON: '3',
  })
})
test.afterAll(() => product?.stop())

const banner = ({ page }: Person) => page.getByTestId('document-banner')

/** Pastes so many different words, which no writer types in one go. */
async function paste({ page }: Person, words: number): Promise<void> {
  await textOf(page).evaluate((text, count) => {
    const data = new DataTransfer()
    data.setData('text/plain', Array.from({ length: count }, (_, index) => `word ${index}`).join(' '))
    text.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, words)
}

test('a full document says so, what was written stays, and taking it back lets one go on', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada', undefined, { baseURL: product.url })
  const { page } = ada
  const path = `/api/v1/documents/${idOf(await newDocument(ada, 'Minutes'))}/content`
  await textOf(page).click()
  for (let part = 0; part < 2; part++) {
    await paste(ada, 4000)
    await expect(statusOf(page)).toHaveText('Saved')
  }
  await paste(ada, 4000)
  await expect(banner(ada)).toContainText('This document is full.')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(banner(ada)).toBeHidden()
  await page.keyboard.type(' and the end')
  await expect.poll(async () => (await ada.context.request.get(path)).text()).toContain('and the end')
})

test('a paste that is too large to send says so, others go on, and taking it back lets one go on', async ({
  browser,
}) => {
  const options = { baseURL: product.url }
  const ada = await signUp(browser, 'Ada', undefined, options)
  const jonas = await signUp(browser, 'Jonas', await invitationLink(ada), options)
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'Book', markdown: 'First.\n\nLast.' })
  await open(ada, `/d/${id}`)
  await expect(statusOf(page)).toHaveText('Saved')
  await textOf(page).getByText('First.').click()
  await paste(ada, 7000)
  await expect(banner(ada)).toContainText('This is too much to send at once.')
  await open(jonas, `/d/${id}`)
  await textOf(jonas.page).getByText('Last.').click()
  await jonas.page.keyboard.type('Meanwhile')
  await expect(textOf(page)).toContainText('Meanwhile')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(banner(ada)).toBeHidden()
  await expect(statusOf(page)).toHaveText('Saved')
})

test('a paste that is too large to send can be taken back though another begins the same line', async ({
  browser,
}) => {
  const options = { baseURL: product.url }
  const ada = await signUp(browser, 'Ada', undefined, options)
  const jonas = await signUp(browser, 'Jonas', await invitationLink(ada), options)
  const url = await newDocument(ada, 'Book')
  await open(jonas, url)
  await expect(statusOf(jonas.page)).toHaveText('Saved')
  await textOf(ada.page).click()
  await paste(ada, 7000)
  await expect(banner(ada)).toContainText('This is too much to send at once.')
  await textOf(jonas.page).click()
  await jonas.page.keyboard.type('Meanwhile')
  await expect(textOf(ada.page)).toContainText('Meanwhile')
  await ada.page.keyboard.press('ControlOrMeta+z')
  await expect(textOf(ada.page)).toHaveText('Meanwhile')
  await expect(banner(ada)).toBeHidden()
  await ada.page.keyboard.type('!')
  await expect(textOf(jonas.page)).toContainText('!')
})

test('who finds a document with as many people as are allowed gets in when one of them leaves', async ({
  browser,
}) => {
  const options = { baseURL: product.url }
  const ada = await signUp(browser, 'Ada', undefined, options)
  const jonas = await signUp(browser, 'Jonas', await invitationLink(ada), options)
  const priya = await signUp(browser, 'Priya', await invitationLink(ada), options)
  const url = await newDocument(ada, 'Plan')
  await open(jonas, url)
  await expect(statusOf(jonas.page)).toHaveText('Saved')
  await priya.page.goto(url)
  await expect(priya.page.getByRole('heading', { name: 'Too many people are here' })).toBeVisible()
  await expect(textOf(priya.page)).toBeHidden()

  // Jonas loses his place, and writes into the text that this device has.
  await jonas.page.goto('about:blank')
  await expect(statusOf(priya.page)).toHaveText('Saved')
  await jonas.page.goto(url)
  await expect(banner(jonas)).toContainText('Too many people are here.')
  await textOf(jonas.page).click()
  await jonas.page.keyboard.type('Written outside')
  await priya.page.close()
  await expect(banner(jonas)).toBeHidden()
  await expect(statusOf(jonas.page)).toHaveText('Saved')
  await expect(textOf(ada.page)).toContainText('Written outside')
})

test('who has as many windows open as are allowed is told to close one, and the document opens', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada', undefined, { baseURL: product.url })
  const windows = []
  for (const title of ['One', 'Two', 'Three']) {
    const page = await ada.context.newPage()
    await newDocument({ ...ada, page }, title)
    windows.push(page)
  }
  const { id } = await api(ada, 'POST', '/documents', { title: 'Four' })
  await ada.page.goto(`/d/${id}`)
  await expect(ada.page.getByRole('heading', { name: 'You have too many windows open' })).toBeVisible()
  await windows[0]?.close()
  await expect(statusOf(ada.page)).toHaveText('Saved')
  await expect(textOf(ada.page)).toBeEditable()
})
