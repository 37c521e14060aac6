import { invalid } from '@quillwire/core/errors'
import { checkTemplate, isSeen, oneLine, TemplateError } from '@quillwire/editor'

/** What a call does to the document. `set_block` replaces the section under the heading that `block` names. */
export const hookActions = ['append', 'prepend', 'comment', 'set_block'] as const
export type HookAction = (typeof hookActions)[number]

/** What an admin chooses about an incoming hook. */
export interface HookSettings {
  /** Shown as the author of what the hook writes. */
  name: string
  action: HookAction
  /** The text of the heading whose section is set; null for the other actions. */
  block: string | null
  /** How JSON becomes Markdown; null to take Slack's messages, `text` and `markdown` as they are. */
  template: string | null
  /** Calls per minute, and as many at once. */
  rateLimit: number
}

/** The limits of the settings, used here and by those who describe them. */
export const hookLimits = {
  perMinute: 600,
  nameCharacters: 100,
  blockCharacters: 200,
  templateCharacters: 20_000,
} as const
export const defaultSettings: HookSettings = {
  name: 'Incoming hook',
  action: 'append',
  block: null,
  template: null,
  rateLimit: 60,
}

/** The settings in normal form. Throws `invalid` with the field at fault. */
export function checkHookSettings(settings: HookSettings): HookSettings {
  const { action, rateLimit } = settings
  if (!Number.isInteger(rateLimit) || rateLimit < 1 || rateLimit > hookLimits.perMinute)
    throw invalid(
      'rate_limit_out_of_range',
      `The rate limit is 1 to ${hookLimits.perMinute} calls per minute.`,
      { field: 'rateLimit' },
    )
  return {
    name: checkName(settings.name),
    action,
    block: action === 'set_block' ? checkBlock(settings.block) : null,
    template: checkedTemplate(settings.template),
    rateLimit,
  }
}

function checkName(text: string): string {
  const name = oneLine(text)
  if (isSeen(name) && name.length <= hookLimits.nameCharacters) return name
  throw invalid('name_invalid', `Give the hook a name of 1 to ${hookLimits.nameCharacters} characters.`, {
    field: 'name',
  })
}

function checkBlock(text: string | null): string {
  const block = (text ?? '').replaceAll(/[\s\0]+/g, ' ').trim()
  if (block && block.length <= hookLimits.blockCharacters) return block
  throw invalid(
    'block_invalid',
    `Name the heading whose section the hook is to set, with 1 to ${hookLimits.blockCharacters} characters.`,
    { field: 'block' },
  )
}

function checkedTemplate(template: string | null): string | null {
  const field = { field: 'template' }
  if (!template?.trim()) return null
  if (template.length > hookLimits.templateCharacters)
    throw invalid(
      'template_too_long',
      `A template has at most ${hookLimits.templateCharacters} characters.`,
      field,
    )
  try {
    checkTemplate(template)
  } catch (error) {
    if (error instanceof TemplateError) throw invalid(error.code, error.message, field)
    throw error
  }
  return template.replaceAll('\0', '')
}
