import { expect } from '@playwright/test'
import { api, type Person, signUp, statusOf, team } from './people.ts'
import { test } from './test.ts'

test('making an admin a member asks for confirmation, since the endpoints of that admin stop', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const { page } = ada
  await page.goto('/settings/members')
  const role = page.getByLabel('Role of Jonas')
  await role.selectOption('admin')
  await expect(role).toHaveValue('admin')
  await expect.poll(async () => (await api(jonas, 'GET', '/me')).workspace.role).toBe('admin')
  const { id } = await api(jonas, 'POST', '/webhook-endpoints', {
    url: 'https://example.com/hook',
    eventTypes: ['*'],
    description: 'CRM',
  })

  await role.selectOption('member')
  const question = page.getByRole('dialog', { name: 'Make Jonas a member?' })
  await expect(question).toContainText('One webhook endpoint stops until an admin enables it.')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(role).toHaveValue('admin')
  await role.selectOption('member')
  await question.getByRole('button', { name: 'Change the role' }).click()
  await expect(role).toHaveValue('member')

  await role.selectOption('owner')
  await expect(role).toHaveValue('owner')
  await role.selectOption('member')
  await expect(question).toContainText('They stop being an owner at once.')
  await question.getByRole('button', { name: 'Cancel' }).click()

  await page.goto(`/settings/webhooks/${id}`)
  await expect(page.getByText(/is no longer an admin, .* nothing has been sent/)).toBeVisible()
})

async function ownerAndAdmin(...[browser]: Parameters<typeof team>): Promise<[Person, Person]> {
  const ada = await signUp(browser, 'Ada')
  const { url } = await api(ada, 'POST', '/invitations', { role: 'admin' })
  return [ada, await signUp(browser, 'Jonas', url)]
}

test('removing an admin says what ends with them, and the lists show it', async ({ browser }) => {
  const [ada, jonas] = await ownerAndAdmin(browser)
  const { page } = ada
  const plan = await api(ada, 'POST', '/documents', { title: 'Plan' })
  const secret = await api(jonas, 'POST', '/documents', { title: 'Salaries' })
  await api(jonas, 'PATCH', `/documents/${secret.id}/access`, { generalAccess: null })
  const key = await api(jonas, 'POST', '/api-keys', { name: 'CRM', scopes: ['documents:read'] })
  await api(jonas, 'POST', '/webhook-endpoints', {
    url: 'https://example.com/hook',
    eventTypes: ['*'],
    description: 'Chat',
  })
  const hook = await api(jonas, 'POST', '/incoming-hooks', { documentId: plan.id, name: 'Builds' })
  const link = await api(jonas, 'POST', `/documents/${plan.id}/share-links`, { role: 'editor' })
  const visitor = await (await browser.newContext()).newPage()
  await visitor.goto(link.url)
  await expect(statusOf(visitor)).toHaveText('Saved')

  await page.goto('/settings/members')
  await page.getByRole('button', { name: 'Remove Jonas' }).click()
  const question = page.getByRole('dialog', { name: 'Remove Jonas?' })
  for (const sentence of [
    'One API key that they made ends.',
    'One webhook endpoint stops',
    'One incoming hook stops',
    'One open invitation link that they know ends.',
    'One document that nobody else can edit goes to you.',
  ])
    await expect(question).toContainText(sentence)
  const endLinks = question.getByRole('checkbox', { name: /^End the share link that they made/ })
  await expect(endLinks).toBeChecked()
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('button', { name: 'Remove Jonas' })).toBeHidden()

  // Access also ends in windows that are already open.
  await expect(visitor.getByRole('heading', { name: 'You no longer have access' })).toBeVisible()
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Salaries' }).first()).toBeVisible()

  await page.goto('/settings/api-keys')
  const row = page.getByRole('listitem').filter({ hasText: 'CRM' })
  await expect(row).toContainText('made by Jonas, who is no longer an admin')
  await row.getByRole('button', { name: 'Renew CRM' }).click()
  const renewed = await page.getByTestId('api-key').innerText()
  expect(renewed).not.toBe(key.key)
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(row).toContainText('made by Ada')
  await expect(row).not.toContainText('Ended')
  const asKey = await visitor.request.get('/api/v1/documents', {
    headers: { authorization: `Bearer ${renewed}` },
  })
  expect(asKey.status()).toBe(200)

  await page.goto('/settings/webhooks')
  await expect(page.getByRole('listitem').filter({ hasText: 'Chat' })).toContainText(
    'Jonas, who is no longer an admin',
  )
  await page.goto('/settings/incoming-hooks')
  await expect(page.getByRole('listitem').filter({ hasText: 'Builds' })).toContainText('Jonas, who has left')
  await page.goto(`/settings/incoming-hooks/${hook.id}`)
  await page.getByRole('button', { name: 'Take over with the old URL' }).click()
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
  await expect(page.getByText('so calls are refused')).toBeHidden()
})

test('share links that are kept say that their maker has left', async ({ browser }) => {
  const [ada, jonas] = await ownerAndAdmin(browser)
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'Plan' })
  await api(jonas, 'POST', `/documents/${id}/share-links`, { role: 'viewer' })
  await page.goto('/settings/members')
  await page.getByRole('button', { name: 'Remove Jonas' }).click()
  const question = page.getByRole('dialog', { name: 'Remove Jonas?' })
  await question.getByRole('checkbox').uncheck()
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('button', { name: 'Remove Jonas' })).toBeHidden()
  await page.goto(`/d/${id}`)
  await page.getByRole('button', { name: 'Share' }).click()
  await expect(page.getByRole('dialog', { name: 'Share' })).toContainText('By Jonas, who has left')
})

test('the list of people appears together with the invitation links above it, and does not jump', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  for (let link = 0; link < 3; link++) await api(ada, 'POST', '/invitations', {})
  const { promise: waited, resolve: goOn } = Promise.withResolvers<void>()
  await page.route('**/api/v1/invitations', async (route) => {
    await waited
    await route.continue()
  })
  await page.goto('/settings/members')
  await expect(page.getByRole('heading', { name: 'Invitation links' })).toBeVisible()
  const people = page.getByRole('heading', { name: 'Members' })
  await expect(people).toHaveCount(0)
  goOn()
  await expect(page.getByRole('button', { name: /^Copy link/ })).toHaveCount(3)
  await expect(people).toBeVisible()
})
