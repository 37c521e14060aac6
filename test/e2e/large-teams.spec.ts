import { type Browser, expect, type Locator } from '@playwright/test'
import { api, createAccount, invitationLink, newDocument, type Person, signUp } from './people.ts'
import { test } from './test.ts'

/** Ada, and the ids by name of others whom she invited. */
async function teamOf(browser: Browser, ...names: string[]): Promise<[Person, Record<string, string>]> {
  const ada = await signUp(browser, 'Ada')
  const invitation = await invitationLink(ada)
  const elsewhere = await browser.newContext()
  for (const name of names) {
    await elsewhere.clearCookies()
    await createAccount(elsewhere, name, invitation)
  }
  const { items } = await api(ada, 'GET', '/members')
  return [ada, Object.fromEntries(items.map(({ user }: Member) => [user.name, user.id]))]
}

interface Member {
  user: { id: string; name: string }
}

/** The width of the whole text, however little of it is shown. */
async function widthOfText(element: Locator): Promise<number> {
  return element.evaluate((box) => {
    const text = document.createRange()
    text.selectNodeContents(box)
    return text.getBoundingClientRect().width
  })
}

async function topOf(element: Locator): Promise<number | undefined> {
  return (await element.boundingBox())?.y
}

test('the names of an endpoint’s filters are requested once, however many there are', async ({ browser }) => {
  const [ada, ids] = await teamOf(browser, 'Bo', 'Cleo')
  const { page } = ada
  const documentIds: string[] = []
  for (const title of ['Plan', 'Budget', 'Minutes'])
    documentIds.push((await api(ada, 'POST', '/documents', { title })).id)
  const trashed = await api(ada, 'POST', '/documents', { title: 'Thrown away' })
  await api(ada, 'DELETE', `/documents/${trashed.id}`)
  const key = await api(ada, 'POST', '/api-keys', { name: 'Robot', scopes: ['documents:read'] })
  const { id } = await api(ada, 'POST', '/webhook-endpoints', {
    url: 'https://example.com/hook',
    eventTypes: ['document.saved'],
    filters: { documentIds: [...documentIds, trashed.id], actorIds: [ids.Ada, ids.Bo, ids.Cleo, key.id] },
  })
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto(`/settings/webhooks/${id}`)
  const only = page.getByRole('definition').filter({ has: page.getByRole('list') })
  for (const name of ['Plan', 'Budget', 'Minutes', 'Thrown away', 'Ada', 'Bo', 'Cleo', 'Robot (API key)'])
    await expect(only.getByText(name, { exact: true })).toBeVisible()
  expect(asked.filter((path) => path === '/api/v1/members')).toHaveLength(1)
  // The others are known from the tree of the side bar.
  expect(asked.filter((path) => /^\/api\/v1\/documents\/[^/]+$/.test(path))).toHaveLength(1)
})

test('share links beyond the first few are found by searching, and shown on request', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const documentId = (await newDocument(ada, 'Plan')).split('/').at(-1)
  for (let made = 0; made < 12; made++)
    await api(ada, 'POST', `/documents/${documentId}/share-links`, { role: made ? 'viewer' : 'editor' })
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  const links = dialog.getByRole('textbox', { name: /^Share link/ })
  await expect(links).toHaveCount(5)
  await dialog.getByRole('button', { name: 'Show more links' }).click()
  await expect(links).toHaveCount(10)
  const top = await topOf(dialog)
  await dialog.getByLabel('Find a share link').fill('edit')
  await expect(links).toHaveCount(1)
  // The dialog shrinks, and the field that one types in stays in place.
  expect(await topOf(dialog)).toBe(top)
  await expect(dialog.getByRole('textbox', { name: 'Share link 1 (can edit)' })).toBeVisible()
  // A new link is shown, though the search was for something else.
  await dialog.getByRole('button', { name: 'New link' }).click()
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Share link 13 (can view)' })).toBeVisible()
})

test('a list says if more people match than it shows', async ({ browser }) => {
  const [ada] = await teamOf(browser, 'Anna')
  const { page } = ada
  await page.route('**/api/v1/members', async (route) => {
    const response = await route.fetch()
    const { items } = await response.json()
    const anna = items.find(({ user }: Member) => user.name === 'Anna')
    const others = Array.from({ length: 59 }, (_, at) => ({ ...anna, user: { ...anna.user, id: `${at}` } }))
    await route.fulfill({ response, json: { items: [...items, ...others] } })
  })
  await newDocument(ada, 'Plan')
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Add a person').fill('an')
  await expect(dialog.getByRole('listbox', { name: 'People' }).getByRole('option')).toHaveCount(50)
  await expect(dialog.getByText('And 10 more: another letter narrows them down.')).toBeVisible()
})

test('of many matching people all can be reached, and those whose name begins with the text come first', async ({
  browser,
}) => {
  const [ada] = await teamOf(
    browser,
    'Alexander',
    'Diana',
    'Fernando',
    'Hannah',
    'Ivana',
    'Johanna',
    'Maria-Anders',
    'Anna',
  )
  const { page } = ada
  await newDocument(ada, 'Plan')
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Add a person').fill('an')
  const options = dialog.getByRole('listbox', { name: 'People' }).getByRole('option')
  await expect(options).toHaveCount(8)
  await expect(options.nth(0)).toContainText('Anna')
  await expect(options.nth(1)).toContainText('Maria-Anders')
  await page.keyboard.press('ArrowUp')
  await expect(options.nth(7)).toHaveAttribute('aria-selected', 'true')
  await expect(options.nth(7)).toBeInViewport({ ratio: 0.9 })
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('Role of Johanna')).toHaveValue('editor')
})

test('⌘K tells equal titles apart by their parents, and finds an exact title among many that contain it', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const make = (title: string, parentId?: string) =>
    api(ada, 'POST', '/documents', { title, ...(parentId && { parentId }) })
  const plan = await make('Plan')
  const sales = await make('Sales')
  const legal = await make('Legal')
  await make('Notes', sales.id)
  await make('Notes', legal.id)
  const company = await make('Everything that the company has agreed on and wrote down '.repeat(2))
  await make('Minutes', (await make('Second quarter', company.id)).id)
  for (let made = 1; made <= 9; made++) await make(`Plan of ${made}`)
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Plan of 9' }).first()).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('notes')
  await expect(page.getByRole('option', { name: 'Notes Sales' })).toBeVisible()
  await expect(page.getByRole('option', { name: 'Notes Legal' })).toBeVisible()

  const field = page.getByRole('dialog').getByRole('combobox')
  // Even if the titles above are long, the nearest is shown in full.
  await field.fill('minutes')
  const nearest = page.getByRole('option').getByText('Second quarter')
  await expect(nearest).toBeVisible()
  expect(await widthOfText(nearest)).toBeLessThanOrEqual((await nearest.boundingBox())?.width ?? 0)

  await field.fill('plan')
  await expect(page.getByRole('option').first()).toHaveText('Plan')
  await page.getByRole('option', { name: 'All with “plan” in the title' }).click()
  await expect(page.getByRole('searchbox', { name: 'Search by title' })).toHaveValue('plan')
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(10)
  await page.keyboard.press('Control+k')
  await field.fill('plan')
  await expect(page.getByRole('option').first()).toHaveText('Plan')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/d/${plan.id}$`))
})

test('a document is found in the trash by its title', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.goto('/trash')
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible()
  await expect(page.getByRole('searchbox')).toHaveCount(0)
  for (const title of ['Plan', 'Budget']) {
    const { id } = await api(ada, 'POST', '/documents', { title })
    await api(ada, 'DELETE', `/documents/${id}`)
  }
  await page.reload()
  const field = page.getByRole('searchbox', { name: 'Search by title' })
  await field.fill('budg')
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1)
  await field.fill('nothing')
  await expect(page.getByRole('heading', { name: 'No title has “nothing” in it' })).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2)
})

test('clearing a search that found nothing does not say that there is nothing, and typing can go on', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await api(ada, 'POST', '/documents', { title: 'Plan' })
  const { id } = await api(ada, 'POST', '/documents', { title: 'Budget' })
  await api(ada, 'DELETE', `/documents/${id}`)
  for (const [path, title] of [
    ['/', 'Plan'],
    ['/trash', 'Budget'],
  ] as const) {
    await page.goto(`${path}?query=nothing`)
    await expect(page.getByRole('heading', { name: 'No title has “nothing” in it' })).toBeVisible()
    let answer = () => {}
    const asked = new Promise<void>((done) => {
      answer = done
    })
    await page.route('**/api/v1/documents?*', async (route) => {
      await asked
      await route.fallback()
    })
    const field = page.getByRole('searchbox', { name: 'Search by title' })
    await field.fill('')
    await expect(page.getByRole('main').getByRole('status', { name: 'Loading' })).toBeVisible()
    await expect(field).toBeFocused()
    answer()
    await expect(page.getByRole('main').getByRole('listitem')).toContainText(title)
    await page.unroute('**/api/v1/documents?*')
  }
})

test('many endpoints can be filtered by paused', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const endpoint = (made: number) =>
    api(ada, 'POST', '/webhook-endpoints', {
      url: `https://example.com/${made}`,
      eventTypes: ['document.saved'],
      description: `Team ${made}`,
    })
  for (let made = 0; made < 11; made++) await endpoint(made)
  const { id } = await endpoint(11)
  await api(ada, 'PATCH', `/webhook-endpoints/${id}`, { status: 'paused' })
  await page.goto('/settings/webhooks')
  const rows = page.getByRole('main').getByRole('listitem')
  await expect(rows).toHaveCount(12)
  const status = page.getByLabel('Show endpoints')
  await status.selectOption('Paused')
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText('Team 11')
  await page.getByLabel('Find an endpoint').fill('Team 3')
  await expect(page.getByRole('heading', { name: 'Nothing has “Team 3” in it among “Paused”' })).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(rows).toHaveCount(12)
  await expect(status).toHaveValue('')
})
