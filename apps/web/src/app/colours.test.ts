import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'

const css = await readFile(new URL('./globals.css', import.meta.url), 'utf8')
const docs = new URL('../../../../packages/api/src/docs-page.css', import.meta.url)

/** The colours of a theme, by name, as lightness, chroma and hue. */
function colours(selector: string, css: string): Record<string, [number, number, number]> {
  const block = css.slice(css.indexOf(`\n${selector} {`)).split('\n}\n', 1)[0] ?? ''
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)].map(
      ([, name = '', ...parts]) => {
        const [lightness = 0, chroma = 0, hue = 0] = parts.map(Number)
        return [name, [lightness, chroma, hue]]
      },
    ),
  )
}

/** The relative luminance of WCAG 2.2, with Björn Ottosson's matrices from Oklab to linear sRGB. */
function luminance([lightness, chroma, hue]: [number, number, number]): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const [red, green, blue] = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((part) => Math.min(1, Math.max(0, part))) as [number, number, number] // three go in, three come out
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const themes = [
  { theme: ':root', away: -1, inDocs: ':root' },
  { theme: '.dark', away: 1, inDocs: 'html.dark-mode' },
]

describe.each(themes)('the colours of $theme', ({ theme, away, inDocs }) => {
  const named = colours(theme, css)
  const of = (name: string) => named[name] ?? [0, 0, 0]

  test.each(['paper', 'surface'])('an item that is pointed at stands out from %s', (ground) => {
    expect((of('tint')[0] - of(ground)[0]) * away).toBeGreaterThan(0.025)
  })

  test('the documentation of the API has the same colours', async () => {
    const drawn = colours(inDocs, await readFile(docs, 'utf8'))
    expect(Object.keys(drawn).length).toBeGreaterThan(10)
    expect(named).toMatchObject(drawn)
  })

  const pairs = [
    ...['ink', 'quiet', 'faint'].flatMap((ink) =>
      ['paper', 'surface', 'sunken', 'tint'].map((ground) => [ink, ground]),
    ),
    ...['accent', 'good', 'warn', 'bad'].map((ink) => [ink, `${ink}-soft`]),
    ['accent-ink', 'accent'],
    ['danger-ink', 'danger'],
  ]
  const contrast = (one: string, other: string) => {
    const [dark = 0, light = 0] = [luminance(of(one)), luminance(of(other))].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
  }
  test.each(pairs)('%s can be read on %s', (ink = '', ground = '') => {
    expect(contrast(ink, ground)).toBeGreaterThan(4.5)
  })

  test.each(['paper', 'surface', 'sunken'])('scroll bars can be seen on %s', (ground) => {
    expect(contrast('scroll-bar', ground)).toBeGreaterThan(3)
  })
})
