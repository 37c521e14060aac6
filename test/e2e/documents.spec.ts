import { expect } from '@playwright/test'
import { newDocument, PASSWORD, signUp, signUpByForm, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

test('documents: create, find by title, rename, put in the trash, undo, restore, delete for good', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.goto('/')
  await expect(page.getByText('Write the first document')).toBeVisible()
  for (const title of ['Budget', 'Launch plan']) {
    await page.getByRole('main').getByRole('button', { name: 'New document' }).first().click()
    await expect(textOf(page)).toBeEditable()
    await page.getByLabel('Title', { exact: true }).fill(title)
    await expect(statusOf(page)).toHaveText('Saved')
    await page.goto('/')
  }
  const list = page.getByRole('main').getByRole('listitem')
  await expect(list).toHaveCount(2)
  const search = page.getByLabel('Search by title')
  await search.fill('launch')
  await expect(list).toHaveCount(1)
  await list.getByRole('link').click()
  await expect(textOf(page)).toBeVisible()
  await page.goBack()
  await expect(search).toHaveValue('launch')
  await expect(list).toHaveCount(1)
  await page.getByRole('link', { name: 'All documents' }).click()
  await expect(search).toHaveValue('')
  await expect(list).toHaveCount(2)
  await search.fill('nothing like it')
  await expect(page.getByText('No title has “nothing like it” in it')).toBeVisible()
  await page.getByRole('button', { name: 'Show all documents' }).click()
  await search.fill('launch')
  await expect(list).toHaveCount(1)
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(search).toBeFocused()
  await expect(search).toHaveValue('')
  await expect(list).toHaveCount(2)

  await page.getByRole('button', { name: 'Actions for Budget' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  // A title that the server did not get stays in the field, to be sent again.
  await page.route('**/api/v1/documents/*', (route) =>
    route.request().method() === 'PATCH' ? route.abort() : route.fallback(),
  )
  const newTitle = page.getByLabel('New title')
  await newTitle.fill('Cost')
  // The Enter that accepts a candidate of an input method does not submit.
  await newTitle.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
  await newTitle.fill('Costs')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The server cannot be reached')).toBeVisible()
  await expect(newTitle).toHaveValue('Costs')
  await page.unroute('**/api/v1/documents/*')
  await newTitle.press('Enter')
  await expect(list.getByText('Costs')).toBeVisible()

  await page.getByRole('button', { name: 'Actions for Costs' }).click()
  await page.getByRole('menuitem', { name: 'Move to trash' }).click()
  await expect(list).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(list).toHaveCount(2)

  await page.getByRole('button', { name: 'Actions for Costs' }).click()
  await page.getByRole('menuitem', { name: 'Move to trash' }).click()
  await page.getByRole('navigation', { name: 'Workspace' }).getByRole('link', { name: 'Trash' }).click()
  await page.getByRole('button', { name: 'Restore Costs' }).click()
  await expect(page.getByText('The trash is empty')).toBeVisible()
  await page.goto('/')
  await page.getByRole('button', { name: 'Actions for Costs' }).click()
  await page.getByRole('menuitem', { name: 'Move to trash' }).click()
  await page.goto('/trash')
  await page.getByRole('button', { name: 'Delete for good: Costs' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click()
  await expect(page.getByText('The trash is empty')).toBeVisible()
})

test('a second person joins by a link, and both see who is there', async ({ browser }) => {
  const ada = await signUpByForm(browser, 'Ada')
  await ada.page.goto('/settings/members')
  // From now on the page reacts to clicks.
  await expect(ada.page.getByText('(you)')).toBeVisible()
  await ada.page.getByRole('button', { name: 'Make a link' }).click()
  const link = await ada.page.getByLabel('Invitation link').first().inputValue()
  const jonas = await signUpByForm(browser, 'Jonas', link)
  await ada.page.reload()
  await expect(ada.page.getByLabel('Role of Jonas')).toHaveValue('member')
  await jonas.page.goto('/settings/members')
  await expect(jonas.page.getByText('(you)')).toBeVisible()
  await expect(jonas.page.getByRole('button', { name: 'Make a link' })).toHaveCount(0)
})

test('signing out and in again, and the message for a wrong password', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.goto('/')
  const email = await page.getByText(/@example\.com/).innerText()
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'don’t match an account' })).toBeVisible()
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
})

test('⌘K finds documents and leads everywhere', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const url = await newDocument(ada, 'Launch plan')
  await ada.page.goto('/')
  await expect(ada.page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
  await ada.page.keyboard.press('Control+k')
  await ada.page.keyboard.type('laun')
  await expect(ada.page.getByRole('option', { name: 'Launch plan' })).toBeVisible()
  await ada.page.keyboard.press('Enter')
  await expect(ada.page).toHaveURL(url)
})
