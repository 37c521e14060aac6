/** The main pages checked by axe-core, which knows the rules of accessible pages. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type { AxeResults, RunOptions, Spec } from 'axe-core'
import { api, invitationLink, open, signUp, textOf } from './people.ts'
import { test } from './test.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const MARKDOWN = `A **bold** word, \`code\` and [a link](https://example.com/).

- [x] Write the draft
- [ ] Send it round

> Somebody said so.

\`\`\`ts
const answer: number = 42 // a comment
\`\`\`

| Who | What |
| --- | --- |
| Ada | Draft |
`

/**
 * That targets are 24 px large or have that much room is checked only on request. The boxes of tasks are left out: their
 * label is larger than they are, and lies in the text, which is a target itself.
 */
const TARGETS: Spec = {
  rules: [{ id: 'target-size', enabled: true, selector: '*:not([data-type=taskList] input)' }],
}

/** For casts: the script injected into the page leaves it there. */
type AxeWindow = { axe: typeof import('axe-core') }

/** Checks all rules in the light theme, and only the colours in the dark one: nothing else differs. */
async function expectNoFindings(page: Page) {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.evaluate(AXE)
  await page.evaluate((spec) => (window as unknown as AxeWindow).axe.configure(spec), TARGETS)
  expect(await findings(page, {})).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveClass(/dark/)
  expect(await findings(page, { runOnly: ['color-contrast'] })).toEqual([])
}

async function findings(page: Page, options: RunOptions): Promise<string[]> {
  const run = (options: RunOptions) => (window as unknown as AxeWindow).axe.run(document, options)
  const { violations }: AxeResults = await page.evaluate(run, options)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target} ${html}`))
}

test('nothing on the pages of an account is wrong', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage()
  await page.goto('/sign-up')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText('A password has at least')).toBeVisible()
  await expectNoFindings(page)
  await page.goto('/forgot-password')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('Enter an e-mail address')).toBeVisible()
  await expectNoFindings(page)
  await page.goto('/reset-password')
  await expect(page.getByRole('heading', { name: 'This link doesn’t work' })).toBeFocused()
  await expectNoFindings(page)
  await page.goto('/confirm-email#token')
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expectNoFindings(page)
  await page.goto('/nothing-here')
  await expectNoFindings(page)
})

test('nothing in a document, its comments and its dialogs is wrong', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'Launch plan', markdown: MARKDOWN })
  await api(ada, 'POST', `/documents/${id}/threads`, { body: 'Is the date still right?' })
  await open(ada, `/d/${id}`)
  await page.getByRole('button', { name: 'Comments: 1 open' }).click()
  await page.getByRole('article').getByText('Is the date').click()
  await expect(page.getByLabel('Reply')).toBeVisible()
  await expectNoFindings(page)
  await textOf(page).locator('td').first().click()
  await expect(page.getByRole('toolbar', { name: 'Table' })).toBeVisible()
  await expectNoFindings(page)
  await page.getByRole('button', { name: 'Share' }).click()
  await expect(page.getByRole('dialog').getByText('People with access')).toBeVisible()
  await expectNoFindings(page)
  await page.goto('/')
  await expect(page.getByRole('link', { name: /^Launch plan/ }).last()).toBeVisible()
  await page.getByRole('navigation').getByRole('link', { name: 'Launch plan' }).hover()
  await expect(page.getByRole('button', { name: 'New document inside Launch plan' })).toBeVisible()
  await expectNoFindings(page)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option', { name: 'Launch plan' })).toBeVisible()
  await expectNoFindings(page)
})

test('nothing in the settings and their forms is wrong', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await invitationLink(ada)
  const url = 'https://hooks.invalid/'
  const { id } = await api(ada, 'POST', '/webhook-endpoints', { url, eventTypes: ['document.*'] })
  await api(ada, 'POST', `/webhook-endpoints/${id}/test`, { type: 'document.saved' })
  await api(ada, 'POST', '/api-keys', { name: 'CRM sync', scopes: ['documents:read'] })
  await page.goto('/settings/members')
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible()
  await expectNoFindings(page)
  await page.goto(`/settings/webhooks/${id}`)
  await page.getByRole('button', { name: 'document.saved' }).click()
  await expect(page.getByRole('dialog').getByRole('region', { name: 'Event' })).toBeVisible()
  await expectNoFindings(page)
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Edit' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('URL').fill('nowhere')
  for (const fold of await form.locator('details > summary').all()) await fold.click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByLabel('URL')).toBeFocused()
  await expectNoFindings(page)
  // The form scrolls under the title. No element, visible or not, may make the dialog scroll and take the title away.
  expect(await form.evaluate((dialog) => dialog.scrollHeight - dialog.clientHeight)).toBe(0)
  await page.goto('/settings/api-keys')
  await page.getByRole('button', { name: 'New API key' }).click()
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused()
  await expectNoFindings(page)
  await page.goto('/settings/account')
  await expect(page.getByText('Active now')).toBeVisible()
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Enter your current password.')).toBeVisible()
  await expectNoFindings(page)
  await page.getByRole('button', { name: 'Change e-mail' }).click()
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.getByText('Enter an e-mail address')).toBeVisible()
  await expectNoFindings(page)
})

/** The widest spacing that WCAG 1.4.12 requires a page to support. */
const SPACED =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }'

test('with the text spacing of WCAG, the title and the search button are not cut off', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'The launch plan of our new warehouse' })
  await open(ada, `/d/${id}`)
  // Large letters with a tight line height exceed their box by some pixels anyway.
  const isWhole = (element: Element) => element.scrollHeight < element.clientHeight + 5
  const title = page.getByRole('textbox', { name: 'Title' })
  const search = page.getByRole('button', { name: 'Search or jump to' })
  await page.addStyleTag({ content: SPACED })
  expect(await title.evaluate(isWhole)).toBe(true)
  expect(await search.evaluate(isWhole)).toBe(true)
})
