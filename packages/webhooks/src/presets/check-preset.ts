import { invalid } from '@quillwire/core/errors'
import { presets } from './index.ts'

/** The name of a preset, or null for none. @throws `preset_unknown` */
export function checkPreset(name: string | null): string | null {
  if (name === null || presets.some((preset) => preset.name === name)) return name
  const message = `There is no preset “${name.slice(0, 60)}”. GET /api/v1/webhook-presets lists them.`
  throw invalid('preset_unknown', message, { field: 'preset' })
}
