import type { HookDetail } from './use-hooks.ts'

/** A call that works as it is, to paste into a shell. For a signed hook it needs the secret. */
export function curlExample(hook: HookDetail & { url: string }, secret: string): string {
  const [type, body] = hook.template
    ? ['application/json', JSON.stringify(sampleFor(hook.template))]
    : ['text/markdown', '**Hello** from the command line']
  const url = quoted(hook.url)
  if (!hook.signed)
    return [`curl ${url}`, `-H 'content-type: ${type}'`, `--data-binary ${quoted(body)}`].join(' \\\n  ')
  return [
    `secret=${quoted(secret || 'whsec_…')}`,
    `body=${quoted(body)}`,
    'id="msg_$(date +%s)_$$"; now="$(date +%s)"',
    `key="$(printf %s "\${secret#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \\n')"`,
    'signature="$(printf %s "$id.$now.$body" |',
    '  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)"',
    `curl ${url} \\\n  -H 'content-type: ${type}' \\`,
    '  -H "webhook-id: $id" -H "webhook-timestamp: $now" \\',
    '  -H "webhook-signature: v1,$signature" \\\n  --data-binary "$body"',
  ].join('\n')
}

/** JSON with every value that the template uses. */
function sampleFor(template: string): Record<string, unknown> {
  const sample: Record<string, unknown> = {}
  for (const [, path = ''] of template.matchAll(/\{\{\s*([^\s|{}]+)/g)) put(sample, path)
  return sample
}

function put(sample: Record<string, unknown>, path: string) {
  const names = path
    .replaceAll(/\[(\w+)\]/g, '.$1')
    .split('.')
    .filter(Boolean)
  const last = names.pop()
  let place = sample
  for (const name of names) {
    const next = Object.hasOwn(place, name) ? place[name] : undefined
    place = isFields(next) ? next : define(place, name, {})
  }
  if (last && !Object.hasOwn(place, last)) define(place, last, `some ${last}`)
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Defines a property, also under names with a special meaning for assignment, such as `__proto__`. */
function define<Value>(place: Record<string, unknown>, name: string, value: Value): Value {
  Object.defineProperty(place, name, { value, enumerable: true, writable: true, configurable: true })
  return value
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
