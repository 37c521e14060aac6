import { expect } from '@playwright/test'
import { api, team } from './people.ts'
import { test } from './test.ts'

test('who makes an admin a member is asked first, since the endpoints of that admin stop', async ({
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
  await expect(question).toContainText('Webhook endpoints that they set up stop')
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
  await expect(page.getByText(/is no admin any more, .* nothing has been sent/)).toBeVisible()
})
