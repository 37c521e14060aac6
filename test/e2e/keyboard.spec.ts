import { expect } from '@playwright/test'
import { api, newDocument, signUp, textOf } from './people.ts'
import { test } from './test.ts'

test('the first Tab offers the way past the side bar', async ({ browser }) => {
  const { page } = await signUp(browser, 'Ada')
  await page.goto('/settings')
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to the page' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  const tabs = page.getByRole('navigation', { name: 'Settings' })
  await expect(tabs.getByRole('link', { name: 'Workspace' })).toBeFocused()
})

test('a form begins at its first field, leads to what is wrong, and gives the focus back', async ({
  browser,
}) => {
  const { page } = await signUp(browser, 'Ada')
  await page.goto('/settings/api-keys')
  const opener = page.getByRole('button', { name: 'New API key' })
  const name = page.getByLabel('Name')
  await opener.press('Enter')
  await expect(name).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(opener).toBeFocused()

  await opener.press('Enter')
  await page.getByRole('button', { name: 'Create key' }).press('Enter')
  await expect(name).toBeFocused()
  await expect(name).toHaveAccessibleDescription(/^Give the key a name/)
  await page.keyboard.type('CRM sync')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Done' }).press('Enter')
  await expect(opener).toBeFocused()

  const revoke = page.getByRole('button', { name: 'Revoke CRM sync' })
  await revoke.press('Enter')
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(revoke).toBeFocused()
})

test('a hook without a document leads to the choice of one, and leaving its form asks first', async ({
  browser,
}) => {
  const { page } = await signUp(browser, 'Ada')
  await page.goto('/settings/members')
  await page.getByRole('link', { name: 'Incoming hooks' }).click()
  const opener = page.getByRole('button', { name: 'Add hook' })
  await opener.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add hook' })
  await expect(dialog.getByLabel('Name')).toBeFocused()
  await page.keyboard.type('Deploys')
  await page.keyboard.press('Enter')
  const document = dialog.getByLabel('Document')
  await expect(document).toBeFocused()
  await expect(document).toHaveAccessibleDescription('Choose a document.')
  const stay = page.getByRole('button', { name: 'Keep editing' })
  const goBack = () => page.evaluate(() => history.back())
  await goBack()
  await expect(stay).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('Name')).toHaveValue('Deploys')
  await page.keyboard.press('Escape')
  await expect(stay).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(opener).toBeFocused()

  await opener.press('Enter')
  await dialog.getByLabel('Name').fill('Deploys')
  await goBack()
  await page.getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByRole('heading', { name: 'Invitation links' })).toBeVisible()
})

test('saving the name of the workspace keeps the focus on the button, and typing can go on meanwhile', async ({
  browser,
}) => {
  const { page } = await signUp(browser, 'Ada')
  await page.goto('/settings')
  const name = page.getByLabel('Name')
  const save = page.getByRole('button', { name: 'Save' })
  const sideBar = page.getByRole('navigation', { name: 'Workspace' })
  await name.fill('Works')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(sideBar).toContainText('Works')
  await expect(save).toBeFocused()

  let answer = () => {}
  const answered = new Promise<void>((done) => {
    answer = done
  })
  await page.route(/_rsc=/, async (route) => {
    await answered
    await route.continue()
  })
  await name.fill('Difference Works')
  await name.press('Enter')
  await expect(page.getByText('Saved.').last()).toBeVisible()
  await name.press('End')
  await name.pressSequentially(' of London')
  answer()
  await expect(sideBar.getByTitle('Difference Works', { exact: true })).toBeVisible()
  await expect(name).toHaveValue('Difference Works of London')
})

test('deleting a row moves the focus to the row that takes its place', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  for (const title of ['Notes', 'Draft', 'Plan']) {
    const { id } = await api(ada, 'POST', '/documents', { title })
    await api(ada, 'DELETE', `/documents/${id}`)
  }
  await page.goto('/trash')
  const remove = (title: string) => page.getByRole('button', { name: `Delete for good: ${title}` })
  await remove('Draft').press('Enter')
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(remove('Draft')).toBeHidden()
  await expect(remove('Notes')).toBeFocused()
  await page.getByRole('button', { name: 'Restore Notes' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Restore Plan' })).toBeFocused()
})

test('comments: the arrows go from tab to tab, and closing gives the focus back', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Plan')
  await textOf(page).click()
  await page.keyboard.type('We ship on Friday.')
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+ArrowRight')
  // The editor learns of the selection a moment later.
  await expect(page.getByRole('toolbar', { name: 'Selected text' })).toBeVisible()
  await page.keyboard.press('Control+Alt+m')
  await expect(page.getByLabel('Write a comment')).toBeFocused()
  await page.keyboard.type('Is it?')
  // Written text stays; an empty form closes.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Enter')
  await expect(textOf(page)).toBeFocused()

  await page.getByRole('tab', { name: 'Open' }).press('ArrowRight')
  const resolved = page.getByRole('tab', { name: 'Resolved' })
  await expect(resolved).toBeFocused()
  await expect(resolved).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText('Nothing is resolved yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Close the comments' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Comments: 1 open' })).toBeFocused()
})
