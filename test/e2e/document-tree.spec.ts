import { expect, type Locator, type Page, test } from '@playwright/test'
import { api, type Person, signUp } from './people.ts'

const treeOf = (page: Page): Locator => page.getByRole('navigation', { name: 'Workspace' })

async function create(person: Person, title: string, parentId: string | null = null): Promise<string> {
  return (await api(person, 'POST', '/documents', { title, parentId })).id
}

const leftOf = async (row: Locator) => (await row.boundingBox())?.x ?? Number.NaN

test('the side bar holds all documents, however many, and the breadcrumb every one above', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const handbook = await create(ada, 'Handbook')
  const onboarding = await create(ada, 'Onboarding', handbook)
  const laptop = await create(ada, 'Laptop', onboarding)
  await Promise.all(Array.from({ length: 101 }, (_, number) => create(ada, `Note ${number}`)))
  await ada.page.goto(`/d/${laptop}`)
  const rows = treeOf(ada.page).getByRole('link')
  await expect(rows.filter({ hasText: /^(Note|Handbook|Onboarding|Laptop)/ })).toHaveCount(104)
  await expect(rows.filter({ hasText: 'Laptop' })).toBeInViewport()
  const breadcrumb = ada.page.getByRole('navigation', { name: 'Where this document lies' })
  await expect(breadcrumb).toHaveText('HandbookOnboardingLaptop')
})

test('a long title keeps the side bar in its width, and what is deeper stands further in', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const handbook = await create(ada, 'Handbook')
  const holidays = await create(ada, 'Holidays', handbook)
  await create(ada, 'Public holidays', holidays)
  await create(ada, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft')
  await ada.page.goto('/')
  const row = (name: string) => treeOf(ada.page).getByRole('link', { name, exact: true })
  await expect(row('Public holidays')).toBeVisible()
  expect(await leftOf(row('Holidays'))).toBeGreaterThan((await leftOf(row('Handbook'))) + 8)
  expect(await leftOf(row('Public holidays'))).toBeGreaterThan((await leftOf(row('Holidays'))) + 8)
  const sidewards = await treeOf(ada.page)
    .locator('ul')
    .first()
    .evaluate((list) => list.scrollWidth - list.clientWidth)
  expect(sidewards).toBe(0)
})
