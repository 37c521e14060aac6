import { invalid } from '@quillwire/core/errors'
import type { Transformer } from './transformer.ts'

/**
 * The code as it is to be kept, or `invalid` where it does not compile or is no function. The code is run to get its
 * function, but the function is not called.
 *
 * @param whose as for `Transformer.run`
 */
export async function checkTransformation(
  transformer: Transformer,
  code: string,
  whose?: string,
): Promise<string> {
  const kept = code.replaceAll('\r\n', '\n').trimEnd()
  const result = await transformer.check(kept, whose)
  if (!result.ok) throw invalid('transformation_invalid', result.error, { field: 'transformation' })
  return kept
}
