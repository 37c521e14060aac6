/** Behaviour in which Safari differs from the browser of these tests, which is made to behave likewise here. */
import { expect } from '@playwright/test'
import { newDocument, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

test('a document is copied as Markdown even if a page may copy only while it handles a click', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { context, page } = ada
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.addInitScript(() => {
    const { write, writeText } = Clipboard.prototype
    const whileAnswering = <Given extends unknown[]>(copy: (...given: Given) => Promise<void>) =>
      function (this: Clipboard, ...given: Given) {
        return window.event
          ? copy.apply(this, given)
          : Promise.reject(new DOMException('', 'NotAllowedError'))
      }
    Clipboard.prototype.write = whileAnswering(write)
    Clipboard.prototype.writeText = whileAnswering(writeText)
    document.execCommand = () => false
  })
  await newDocument(ada, 'Launch plan')
  await textOf(page).click()
  await page.keyboard.type('The doors open on Thursday.')
  await expect(statusOf(page)).toHaveText('Saved')
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Copy as Markdown' }).click()
  await expect(page.getByText('Copied as Markdown.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('The doors open on Thursday.')
})

test('Back shows nothing of a document after a sign-out', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { context, page } = ada
  await newDocument(ada, 'Salaries')
  const other = await context.newPage()
  await other.goto('/')
  await other.getByRole('button', { name: 'Ada' }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(other).toHaveURL(/\/sign-in$/)
  // Safari has kept the page as it was, and shows it again.
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await expect(page).toHaveURL(/\/sign-in/)
  await expect(page.getByText('Salaries')).toHaveCount(0)
})
