import { expect, type Page } from '@playwright/test'
import { api, newDocument, PASSWORD, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

/** The addresses that a page requests from now on. */
function requestsOf(page: Page): URL[] {
  const urls: URL[] = []
  page.on('request', (request) => urls.push(new URL(request.url())))
  return urls
}

test('a page prefetches what the mouse points at, and not everything that its lists link to', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  for (let number = 1; number <= 20; number++)
    await api(ada, 'POST', '/documents', { title: `Note ${number}` })
  const requests = requestsOf(page)
  const pages = () =>
    new Set(requests.map(({ pathname }) => pathname).filter((path) => path.startsWith('/d/'))).size
  await page.goto('/settings')
  const tree = page.getByRole('navigation', { name: 'Workspace' })
  await expect(tree.getByRole('link', { name: 'Note 20' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  expect(pages()).toBe(0)
  await tree.getByRole('link', { name: 'Note 7' }).hover()
  await expect.poll(pages).toBe(1)
  // The first document that is opened loads the editor's code, which all of them need.
  await page.goto('/')
  await expect(
    page.getByRole('main').getByRole('link', { name: 'Note 1', exact: false }).first(),
  ).toBeVisible()
  await expect.poll(pages).toBe(2)
  await page.waitForLoadState('networkidle')
  expect(pages()).toBe(2)
  await newDocument(ada, 'Note 21')
  await expect.poll(pages).toBe(3)
  await page.waitForLoadState('networkidle')
  expect(pages()).toBe(3)
})

test('signing in does not wait for the code of the editor', async ({ browser }) => {
  await signUp(browser, 'Ada')
  const page = await (await browser.newContext()).newPage()
  const loaded: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') loaded.push(response.text())
  })
  await page.goto('/sign-in')
  await page.waitForLoadState('networkidle')
  const scripts = await Promise.all(loaded)
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.filter((script) => script.includes('ProseMirror')).length).toBe(0)
})

test('opening a document on a phone shows at once, from the side bar and from the palette', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await api(ada, 'POST', '/documents', { title: 'Handbook' })
  await api(ada, 'POST', '/documents', { title: 'Holidays' })
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto('/settings')
  await page.route(/_rsc=/, () => {})
  const loading = page.getByRole('status', { name: 'Loading the document' })
  await page.getByRole('button', { name: 'Open the side bar' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Handbook' }).click()
  await expect(loading).toContainText('Handbook')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('option', { name: 'Holidays' }).click()
  await expect(loading).toContainText('Holidays')
})

test('turning back before the document has loaded shows the page again', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await api(ada, 'POST', '/documents', { title: 'Handbook' })
  // From the start: Next.js would otherwise show what it has prefetched in place of the document.
  await page.route(/_rsc=/, () => {})
  await page.goto('/')
  const main = page.getByRole('main')
  const handbook = main.getByRole('link', { name: 'Handbook' })
  const loading = page.getByRole('status', { name: 'Loading the document' })
  await expect(handbook).toBeVisible()
  await page.evaluate(() => history.pushState(history.state, '', '/?from=elsewhere'))
  await handbook.click()
  await expect(loading).toContainText('Handbook')
  await page
    .getByRole('navigation', { name: 'Workspace' })
    .getByRole('link', { name: 'All documents' })
    .click()
  await expect(loading).toBeHidden()
  await handbook.click()
  await expect(loading).toContainText('Handbook')
  await page.goBack()
  await expect(loading).toBeHidden()
  await expect(handbook).toBeVisible()
})

test('space is kept for an image that is still loading, and one far from the window is not requested', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Pictures')
  const picture = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(600, 400)
    canvas.getContext('2d')?.fillRect(0, 0, 600, 400)
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())]
  })
  const names = Array.from({ length: 12 }, (_, number) => `${number}.png`)
  await textOf(page).click()
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.type('/image')
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(
    names.map((name) => ({ name, mimeType: 'image/png', buffer: Buffer.from(picture) })),
  )
  const images = textOf(page).locator('img[src*="/files/"]')
  await expect(images).toHaveCount(12)
  await expect(statusOf(page)).toHaveText('Saved')

  let asked = 0
  await page.route(/\/files\//, () => {
    asked++
  })
  await page.reload({ waitUntil: 'commit' })
  await expect(images).toHaveCount(12)
  expect((await images.first().boundingBox())?.height).toBe(400)
  expect(asked).toBeLessThan(12)
  await images.last().scrollIntoViewIfNeeded()
  await expect.poll(() => asked).toBeGreaterThan(5)
  expect((await images.last().boundingBox())?.height).toBe(400)
})

test('a page that came through the service worker is not requested again to be stored', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.addInitScript(() => {
    const { postMessage } = ServiceWorker.prototype
    ServiceWorker.prototype.postMessage = function (message: { url: string | null }) {
      document.documentElement.dataset.kept = String(message.url)
      postMessage.call(this, message)
    }
  })
  const { pathname } = new URL(await newDocument(ada, 'Handbook'))
  const root = page.locator('html')
  await expect(root).toHaveAttribute('data-kept', pathname)
  await page.reload()
  await expect(root).toHaveAttribute('data-kept', 'null')
  // A page that the router opens did not come through it.
  const { id } = await api(ada, 'POST', '/documents', { title: 'Holidays' })
  await page.goto('/')
  await page.getByRole('main').getByRole('link', { name: 'Holidays' }).click()
  await expect(root).toHaveAttribute('data-kept', `/d/${id}`)
})

test('a page does not shift when its font has loaded', async ({ browser }) => {
  const page = await browser.newPage()
  let send = () => {}
  const sent = new Promise<void>((done) => {
    send = done
  })
  await page.route(/woff2/, async (route) => {
    await sent
    await route.continue()
  })
  await page.goto('/sign-in', { waitUntil: 'domcontentloaded' })
  const words = [page.getByRole('heading', { level: 1 }), page.getByText('E-mail', { exact: true })]
  const widths = () =>
    Promise.all(
      words.map((word) =>
        word.evaluate((element) => {
          const range = document.createRange()
          range.selectNodeContents(element)
          return range.getBoundingClientRect().width
        }),
      ),
    )
  const before = await widths()
  send()
  await expect
    .poll(() => page.evaluate(() => document.fonts.check('16px "Inter Variable"') && document.fonts.status))
    .toBe('loaded')
  for (const [index, width] of (await widths()).entries())
    expect(Math.abs(width / (before[index] ?? 0) - 1)).toBeLessThan(0.05)
})

test('with hundreds of code blocks, the list of languages is drawn only where it is used', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'Recipes' })
  const markdown = Array.from({ length: 300 }, (_, number) => `\`\`\`js\nstep(${number})\n\`\`\``).join(
    '\n\n',
  )
  await api(ada, 'PUT', `/documents/${id}/content`, { markdown })
  await page.goto(`/d/${id}`)
  const languages = page.getByLabel('Language of the code')
  await expect(languages).toHaveCount(300)
  expect(await page.locator('option').count()).toBe(300)
  await languages.nth(1).focus()
  await languages.nth(1).selectOption('Python')
  await expect(languages.nth(1)).toHaveValue('python')
  await expect(statusOf(page)).toHaveText('Saved')
  await page.reload()
  await expect(languages.nth(1)).toHaveValue('python')
})

test('text typed into the sign-in form before the page’s scripts have loaded is neither cleared nor sent', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { email } = (await api(ada, 'GET', '/me')).principal
  const page = await (await browser.newContext()).newPage()
  const { promise: there, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await there
    await route.continue()
  })
  await page.goto('/sign-in', { waitUntil: 'commit' })
  const [address, password] = [page.getByLabel('E-mail'), page.getByLabel('Password')]
  await address.fill(email)
  await password.fill(PASSWORD)
  await password.press('Enter')
  arrive()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled()
  await expect(address).toHaveValue(email)
  await expect(password).toHaveValue(PASSWORD)
  await password.press('Enter')
  await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
})

test('a name typed before the page’s scripts have loaded is neither mixed with the old one nor lost', async ({
  browser,
}) => {
  const { page } = await signUp(browser, 'Ada')
  const { promise: there, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await there
    await route.continue()
  })
  await page.goto('/settings/account', { waitUntil: 'commit' })
  const name = page.getByLabel('Name', { exact: true })
  await expect(name).toHaveValue('Ada')
  await name.fill('Ada King')
  await name.press('Enter')
  arrive()
  await expect(page.getByRole('button', { name: 'Save' })).toBeEnabled()
  await expect(name).toHaveValue('Ada King')
  await name.press('Enter')
  await expect(page.getByRole('button', { name: 'Your account' })).toContainText('Ada King')
})

test('the side bar’s button works while the page is still a placeholder', async ({ browser }) => {
  const { page } = await signUp(browser, 'Ada')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.route('/', async (route) => {
    const response = await route.fetch()
    // React puts what has arrived in its place some frames later: here, when the test says so.
    const body = (await response.text()).replaceAll('$RV.bind(null,$RB)', '(()=>{window.show=()=>$RV($RB)})')
    await route.fulfill({ response, body })
  })
  const alive = page.waitForResponse(/\/document-tree$/)
  await page.goto('/')
  await alive
  const heading = page.getByRole('heading', { name: 'Write the first document' })
  await expect(heading).toBeHidden()
  await page.getByRole('button', { name: 'Open the side bar' }).click()
  const drawer = page.getByRole('dialog', { name: 'Side bar' })
  await expect(drawer).toBeVisible()
  await page.evaluate('show()')
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(heading).toBeVisible()
})
