import { invalid } from '@quillwire/core/errors'
import { presets } from './index.ts'

/** The name of a preset, or null for none. @throws `preset_unknown` */
export function checkPreset(name: string | null): string | null {
  if (name === null || presets.some((preset) => preset.name === name)) return name
  throw invalid('preset_unknown', `There is no preset “${name.slice(0, 60)}”.`, { field: 'preset' })
}
