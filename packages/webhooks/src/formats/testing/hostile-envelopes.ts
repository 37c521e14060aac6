import {
  type AnyEventDefinition,
  type EventEnvelope,
  envelopeSchema,
  MAX_BLOCK_TEXT_LENGTH,
  MAX_CHANGED_BLOCKS,
  sampleEnvelope,
} from '@quillwire/events'

const mentions =
  '<!channel> <@U123> @everyone @all @here @channel .@all *@all* foo@everyone <users/all> <at>x</at> ' +
  '<@&1> <#1> <t:0> [x](javascript:alert(1)) <javascript:alert(1)|x> https://x.test/@all ~town {{DATE(x)}}'

/** Texts that people could write, by what is bad about them. */
const hostileTexts = {
  mentions,
  // Short enough to stand whole in a name and a title.
  'a few mentions': '<users/all> <at>x</at> {{DATE(x)}} [x](x:y) <!here> @all',
  'mentions on many lines':
    `\n# ${mentions}\n> ${mentions}\n- ${mentions}\n1. x\n\`\`\`\n|a|\n---\n===`.repeat(9),
  'a very long word': 'W'.repeat(5000),
  'many lines': 'a\n'.repeat(2500),
  'marks of markup': '*_~`|>#[](){}<&"\\'.repeat(300),
  'signs at': '@'.repeat(5000),
  emojis: '👩‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿'.repeat(200),
  'right to left': 'תוכנית ההשקה '.repeat(100),
  'control characters': 'a\u0000b\u0007c\u001b[31m\u202eevil\u2066\u0085\r\nd',
  'halves of characters': `\ud83d${'x'.repeat(159)}\ud83d\ude00\ude00`,
  'no characters': 'a\ufffe\ufdd0b\u{1ffff}c',
  'a pile of accents': `Z${'\u0336\u0489'.repeat(2500)}`,
  'spaces only': ' \n\t\u200b\u3164\u2800',
  nothing: '',
}

/** An envelope of the type for each of the texts, which stands wherever the schema takes it. */
export function hostileEnvelopes(definition: AnyEventDefinition): [name: string, envelope: EventEnvelope][] {
  const schema = envelopeSchema(definition)
  return Object.entries(hostileTexts).map(([name, text]) => {
    const envelope = structuredClone(sampleEnvelope(definition))
    poison(envelope as unknown as Container, text, () => schema.safeParse(envelope).success)
    crowd(envelope.data, text)
    if (!schema.safeParse(envelope).success) throw new Error(`${definition.type}: ${name} is no such event`)
    return [name, envelope]
  })
}

type Container = Record<string, unknown>

/** Puts the text (or a harmful address) into every string that may hold it. */
function poison(container: Container, text: string, fits: () => boolean): void {
  for (const [key, value] of Object.entries(container)) {
    if (typeof value === 'object' && value !== null) poison(value as Container, text, fits)
    if (typeof value !== 'string' && value !== null) continue
    for (const candidate of [text, 'javascript:alert(1)//|>']) {
      container[key] = candidate
      if (fits()) break
      container[key] = value
    }
  }
}

/** As many changed blocks, editors and parents as an event may have. */
function crowd(data: object, text: string): void {
  const block = text.slice(0, MAX_BLOCK_TEXT_LENGTH)
  if ('blocks' in data)
    data.blocks = Array.from({ length: MAX_CHANGED_BLOCKS }, (_, index) => ({
      change: (['added', 'changed', 'removed'] as const)[index % 3],
      id: `block-${index}`,
      type: text,
      before: index % 3 === 0 ? null : `${block}${index}`.slice(-MAX_BLOCK_TEXT_LENGTH),
      after: index % 3 === 2 ? null : block,
      truncated: true,
    }))
  if ('editors' in data)
    data.editors = Array.from({ length: 40 }, () => ({ type: 'user', id: null, name: text }))
  if ('document' in data) Object.assign(data.document as object, { path: Array(50).fill(text) })
}
